SELECT
  *
FROM (
  SELECT
    "t9"."day",
    "t9"."channel",
    "t9"."network",
    "t9"."verb",
    "t9"."direction",
    "t9"."side",
    "t9"."is_counted",
    "t9"."is_aside",
    COUNT(*) AS "interactions",
    SUM("t9"."words") AS "words"
  FROM (
    SELECT
      "t8"."id",
      "t8"."at",
      "t8"."recorded_at",
      "t8"."day",
      "t8"."verb",
      "t8"."direction",
      "t8"."actor",
      "t8"."target",
      "t8"."channel",
      "t8"."network",
      "t8"."subject",
      "t8"."parent",
      "t8"."root",
      "t8"."words",
      "t8"."automated",
      "t8"."inferred",
      "t8"."address",
      "t8"."excluded",
      "t8"."account",
      "t8"."side",
      NOT (
        (
          "t8"."excluded" IS NOT NULL
        ) OR "t8"."automated"
      )
      AND (
        "t8"."direction" <> 'within'
      ) AS "is_counted",
      (
        "t8"."excluded" IS NOT NULL
      ) OR "t8"."automated" AS "is_aside"
    FROM (
      SELECT
        "t3"."id",
        "t3"."at",
        "t3"."recorded_at",
        "t3"."day",
        "t3"."verb",
        "t3"."direction",
        "t3"."actor",
        "t3"."target",
        "t3"."channel",
        "t3"."network",
        "t3"."subject",
        "t3"."parent",
        "t3"."root",
        "t3"."words",
        "t3"."automated",
        "t3"."inferred",
        "t3"."address",
        "t7"."excluded",
        "t6"."account",
        "t6"."side"
      FROM "interactions" AS "t3"
      LEFT OUTER JOIN (
        SELECT DISTINCT
          "t1"."interaction" AS "excluded"
        FROM "exclusions" AS "t1"
        WHERE
          "t1"."undone_at" IS NULL
      ) AS "t7"
        ON "t3"."id" = "t7"."excluded"
      LEFT OUTER JOIN (
        SELECT
          "t2"."identity" AS "account",
          "t2"."side"
        FROM "identities" AS "t2"
      ) AS "t6"
        ON "t3"."actor" = "t6"."account"
    ) AS "t8"
  ) AS "t9"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8
) AS "t10"
ORDER BY
  "t10"."day" ASC,
  "t10"."channel" ASC,
  "t10"."network" ASC,
  "t10"."verb" ASC,
  "t10"."direction" ASC,
  "t10"."side" ASC,
  "t10"."is_counted" ASC,
  "t10"."is_aside" ASC
