SELECT
  *
FROM (
  SELECT
    "t5"."begins",
    COALESCE("t5"."interactions", 0) AS "interactions",
    COALESCE("t5"."messages", 0) AS "messages",
    COALESCE("t5"."replies", 0) AS "replies",
    COALESCE("t5"."likes", 0) AS "likes",
    COALESCE("t5"."shares", 0) AS "shares",
    COALESCE("t5"."words", 0) AS "words",
    COALESCE("t5"."answers", 0) AS "answers",
    COALESCE("t5"."set_aside", 0) AS "set_aside",
    COALESCE("t7"."people", 0) AS "people",
    COALESCE("t7"."came_back", 0) AS "came_back",
    COALESCE("t7"."conversations", 0) AS "conversations",
    COALESCE("t7"."newcomers", 0) AS "newcomers"
  FROM (
    SELECT
      "t2"."day" AS "begins",
      COALESCE(
        SUM("t2"."interactions") FILTER(WHERE
          "t2"."is_counted"
          AND (
            "t2"."side" = 'them'
          )
          AND NOT (
            "t2"."verb" IN ('leave', 'bounce')
          )),
        0
      ) AS "interactions",
      COALESCE(
        SUM("t2"."interactions") FILTER(WHERE
          "t2"."is_counted"
          AND (
            "t2"."side" = 'them'
          )
          AND NOT (
            "t2"."verb" IN ('leave', 'bounce')
          )
          AND "t2"."verb" IN ('direct', 'mention', 'post', 'quote', 'reply')),
        0
      ) AS "messages",
      COALESCE(
        SUM("t2"."interactions") FILTER(WHERE
          "t2"."is_counted"
          AND (
            "t2"."side" = 'them'
          )
          AND NOT (
            "t2"."verb" IN ('leave', 'bounce')
          )
          AND (
            "t2"."verb" = 'reply'
          )),
        0
      ) AS "replies",
      COALESCE(
        SUM("t2"."interactions") FILTER(WHERE
          "t2"."is_counted"
          AND (
            "t2"."side" = 'them'
          )
          AND NOT (
            "t2"."verb" IN ('leave', 'bounce')
          )
          AND (
            "t2"."verb" = 'like'
          )),
        0
      ) AS "likes",
      COALESCE(
        SUM("t2"."interactions") FILTER(WHERE
          "t2"."is_counted"
          AND (
            "t2"."side" = 'them'
          )
          AND NOT (
            "t2"."verb" IN ('leave', 'bounce')
          )
          AND (
            "t2"."verb" = 'share'
          )),
        0
      ) AS "shares",
      COALESCE(
        SUM("t2"."words") FILTER(WHERE
          "t2"."is_counted"
          AND (
            "t2"."side" = 'them'
          )
          AND NOT (
            "t2"."verb" IN ('leave', 'bounce')
          )),
        0
      ) AS "words",
      COALESCE(
        SUM("t2"."interactions") FILTER(WHERE
          "t2"."is_counted" AND (
            "t2"."side" = 'us'
          ) AND (
            "t2"."verb" = 'reply'
          )),
        0
      ) AS "answers",
      COALESCE(SUM("t2"."interactions") FILTER(WHERE
        "t2"."is_aside"), 0) AS "set_aside"
    FROM (
      SELECT
        *
      FROM "days" AS "t0"
      WHERE
        "t0"."day" >= $since AND "t0"."day" < $until
    ) AS "t2"
    GROUP BY
      1
  ) AS "t5"
  LEFT OUTER JOIN (
    SELECT
      "t3"."day" AS "begins",
      COALESCE(
        SUM("t3"."many") FILTER(WHERE
          (
            (
              "t3"."before" IS NULL
            )
            OR (
              "t3"."before" < GREATEST("t3"."day", $since)
            )
          )
          AND (
            "t3"."kind" = 'people'
          )),
        0
      ) AS "people",
      COALESCE(
        SUM("t3"."many") FILTER(WHERE
          (
            (
              "t3"."before" IS NULL
            )
            OR (
              "t3"."before" < GREATEST("t3"."day", $since)
            )
          )
          AND (
            "t3"."kind" = 'people_again'
          )),
        0
      ) - COALESCE(
        SUM("t3"."many") FILTER(WHERE
          (
            (
              "t3"."before" IS NULL
            )
            OR (
              "t3"."before" < GREATEST("t3"."day", $since)
            )
          )
          AND (
            "t3"."kind" = 'people'
          )),
        0
      ) AS "came_back",
      COALESCE(
        SUM("t3"."many") FILTER(WHERE
          (
            (
              "t3"."before" IS NULL
            )
            OR (
              "t3"."before" < GREATEST("t3"."day", $since)
            )
          )
          AND (
            "t3"."kind" = 'conversations'
          )),
        0
      ) AS "conversations",
      COALESCE(
        SUM("t3"."many") FILTER(WHERE
          (
            "t3"."before" IS NULL
          ) AND (
            "t3"."kind" = 'people'
          )),
        0
      ) AS "newcomers"
    FROM (
      SELECT
        *
      FROM "recurrence" AS "t1"
      WHERE
        "t1"."day" >= $since AND "t1"."day" < $until
    ) AS "t3"
    GROUP BY
      1
  ) AS "t7"
    ON "t5"."begins" = "t7"."begins"
) AS "t8"
ORDER BY
  "t8"."begins" ASC
