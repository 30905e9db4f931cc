SELECT
  *
FROM (
  SELECT
    "t18"."day",
    "t18"."kind",
    "t18"."before",
    COUNT(*) AS "many"
  FROM (
    SELECT
      "t17"."day",
      'conversations' AS "kind",
      COALESCE("t17"."one", "t4"."last") AS "before"
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
          "t14"."root" AS "key",
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
          "t14"."verb" IN ('direct', 'mention', 'post', 'quote', 'reply')
          AND "t14"."root" IS NOT NULL
      ) AS "t15"
    ) AS "t17"
    LEFT OUTER JOIN "known" AS "t4"
      ON "t17"."key" = "t4"."key"
  ) AS "t18"
  GROUP BY
    1,
    2,
    3
) AS "t19"
ORDER BY
  "t19"."day" ASC,
  "t19"."kind" ASC,
  "t19"."before" ASC
