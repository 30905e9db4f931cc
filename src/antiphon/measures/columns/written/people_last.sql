SELECT
  COALESCE("t18"."key", "t4"."key") AS "key",
  COALESCE("t18"."late", "t4"."last") AS "last",
  CASE
    WHEN "t18"."late" IS NULL
    THEN "t4"."before_last"
    ELSE COALESCE("t18"."soon", "t4"."last")
  END AS "before_last"
FROM (
  SELECT
    "t16"."key",
    MAX("t16"."day") AS "late",
    MAX("t16"."one") AS "soon"
  FROM (
    SELECT
      "t15"."key",
      "t15"."day",
      LAG("t15"."day") OVER (
        PARTITION BY "t15"."key"
        ORDER BY "t15"."day" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "one",
      LAG("t15"."day", 2) OVER (
        PARTITION BY "t15"."key"
        ORDER BY "t15"."day" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "two"
    FROM (
      SELECT DISTINCT
        "t14"."person" AS "key",
        "t14"."day"
      FROM (
        SELECT
          "t13"."id",
          "t13"."at",
          "t13"."recorded_at",
          "t13"."day",
          "t13"."verb",
          "t13"."direction",
          "t13"."actor",
          "t13"."target",
          "t13"."channel",
          "t13"."network",
          "t13"."subject",
          "t13"."parent",
          "t13"."root",
          "t13"."words",
          "t13"."automated",
          "t13"."inferred",
          "t13"."address",
          "t8"."account",
          "t8"."person"
        FROM (
          SELECT
            *
          FROM (
            SELECT
              "t9"."id",
              "t9"."at",
              "t9"."recorded_at",
              "t9"."day",
              "t9"."verb",
              "t9"."direction",
              "t9"."actor",
              "t9"."target",
              "t9"."channel",
              "t9"."network",
              "t9"."subject",
              "t9"."parent",
              "t9"."root",
              "t9"."words",
              "t9"."automated",
              "t9"."inferred",
              "t9"."address"
            FROM (
              SELECT
                *
              FROM "interactions" AS "t2"
              WHERE
                NOT (
                  "t2"."automated"
                ) AND "t2"."direction" <> 'within'
            ) AS "t9"
            ANTI JOIN (
              SELECT
                *
              FROM "exclusions" AS "t3"
              WHERE
                "t3"."undone_at" IS NULL
            ) AS "t10"
              ON "t9"."id" = "t10"."interaction"
          ) AS "t11"
          WHERE
            NOT (
              "t11"."verb" IN ('leave', 'bounce')
            )
        ) AS "t13"
        INNER JOIN (
          SELECT
            "t1"."identity" AS "account",
            "t1"."person"
          FROM "identities" AS "t1"
          WHERE
            "t1"."side" = 'them'
        ) AS "t8"
          ON "t13"."actor" = "t8"."account"
      ) AS "t14"
      WHERE
        "t14"."person" IS NOT NULL
    ) AS "t15"
  ) AS "t16"
  GROUP BY
    1
) AS "t18"
FULL OUTER JOIN "known" AS "t4"
  ON "t18"."key" = "t4"."key"
