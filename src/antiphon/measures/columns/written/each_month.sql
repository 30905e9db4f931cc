SELECT
  *
FROM (
  SELECT
    "t9"."begins",
    COALESCE("t9"."interactions", 0) AS "interactions",
    COALESCE("t9"."messages", 0) AS "messages",
    COALESCE("t9"."replies", 0) AS "replies",
    COALESCE("t9"."likes", 0) AS "likes",
    COALESCE("t9"."shares", 0) AS "shares",
    COALESCE("t9"."words", 0) AS "words",
    COALESCE("t9"."answers", 0) AS "answers",
    COALESCE("t9"."set_aside", 0) AS "set_aside",
    COALESCE("t11"."people", 0) AS "people",
    COALESCE("t11"."came_back", 0) AS "came_back",
    COALESCE("t11"."conversations", 0) AS "conversations",
    COALESCE("t11"."newcomers", 0) AS "newcomers"
  FROM (
    SELECT
      "t6"."begins",
      COALESCE(
        SUM("t6"."interactions") FILTER(WHERE
          "t6"."is_counted"
          AND (
            "t6"."side" = 'them'
          )
          AND NOT (
            "t6"."verb" IN ('leave', 'bounce')
          )),
        0
      ) AS "interactions",
      COALESCE(
        SUM("t6"."interactions") FILTER(WHERE
          "t6"."is_counted"
          AND (
            "t6"."side" = 'them'
          )
          AND NOT (
            "t6"."verb" IN ('leave', 'bounce')
          )
          AND "t6"."verb" IN ('direct', 'mention', 'post', 'quote', 'reply')),
        0
      ) AS "messages",
      COALESCE(
        SUM("t6"."interactions") FILTER(WHERE
          "t6"."is_counted"
          AND (
            "t6"."side" = 'them'
          )
          AND NOT (
            "t6"."verb" IN ('leave', 'bounce')
          )
          AND (
            "t6"."verb" = 'reply'
          )),
        0
      ) AS "replies",
      COALESCE(
        SUM("t6"."interactions") FILTER(WHERE
          "t6"."is_counted"
          AND (
            "t6"."side" = 'them'
          )
          AND NOT (
            "t6"."verb" IN ('leave', 'bounce')
          )
          AND (
            "t6"."verb" = 'like'
          )),
        0
      ) AS "likes",
      COALESCE(
        SUM("t6"."interactions") FILTER(WHERE
          "t6"."is_counted"
          AND (
            "t6"."side" = 'them'
          )
          AND NOT (
            "t6"."verb" IN ('leave', 'bounce')
          )
          AND (
            "t6"."verb" = 'share'
          )),
        0
      ) AS "shares",
      COALESCE(
        SUM("t6"."words") FILTER(WHERE
          "t6"."is_counted"
          AND (
            "t6"."side" = 'them'
          )
          AND NOT (
            "t6"."verb" IN ('leave', 'bounce')
          )),
        0
      ) AS "words",
      COALESCE(
        SUM("t6"."interactions") FILTER(WHERE
          "t6"."is_counted" AND (
            "t6"."side" = 'us'
          ) AND (
            "t6"."verb" = 'reply'
          )),
        0
      ) AS "answers",
      COALESCE(SUM("t6"."interactions") FILTER(WHERE
        "t6"."is_aside"), 0) AS "set_aside"
    FROM (
      SELECT
        "t4"."begins",
        "t4"."verb",
        "t4"."side",
        "t4"."is_counted",
        "t4"."is_aside",
        SUM("t4"."interactions") AS "interactions",
        SUM("t4"."words") AS "words"
      FROM (
        SELECT
          "t2"."day",
          "t2"."channel",
          "t2"."network",
          "t2"."verb",
          "t2"."direction",
          "t2"."side",
          "t2"."is_counted",
          "t2"."is_aside",
          "t2"."interactions",
          "t2"."words",
          MAKE_DATE(EXTRACT(year FROM "t2"."day"), EXTRACT(month FROM "t2"."day"), 1) AS "begins"
        FROM (
          SELECT
            *
          FROM "days" AS "t0"
          WHERE
            "t0"."day" >= $since AND "t0"."day" < $until
        ) AS "t2"
      ) AS "t4"
      GROUP BY
        1,
        2,
        3,
        4,
        5
    ) AS "t6"
    GROUP BY
      1
  ) AS "t9"
  LEFT OUTER JOIN (
    SELECT
      "t7"."begins",
      COALESCE(SUM("t7"."many") FILTER(WHERE
        "t7"."kind" = 'people'), 0) AS "people",
      COALESCE(SUM("t7"."many") FILTER(WHERE
        "t7"."kind" = 'people_again'), 0) - COALESCE(SUM("t7"."many") FILTER(WHERE
        "t7"."kind" = 'people'), 0) AS "came_back",
      COALESCE(SUM("t7"."many") FILTER(WHERE
        "t7"."kind" = 'conversations'), 0) AS "conversations",
      COALESCE(SUM("t7"."new") FILTER(WHERE
        "t7"."kind" = 'people'), 0) AS "newcomers"
    FROM (
      SELECT
        "t5"."begins",
        "t5"."kind",
        SUM("t5"."many") FILTER(WHERE
          (
            "t5"."before" IS NULL
          )
          OR (
            "t5"."before" < GREATEST("t5"."begins", $since)
          )) AS "many",
        SUM("t5"."many") FILTER(WHERE
          "t5"."before" IS NULL) AS "new"
      FROM (
        SELECT
          "t3"."day",
          "t3"."kind",
          "t3"."before",
          "t3"."many",
          MAKE_DATE(EXTRACT(year FROM "t3"."day"), EXTRACT(month FROM "t3"."day"), 1) AS "begins"
        FROM (
          SELECT
            *
          FROM "recurrence" AS "t1"
          WHERE
            "t1"."day" >= $since AND "t1"."day" < $until
        ) AS "t3"
      ) AS "t5"
      GROUP BY
        1,
        2
    ) AS "t7"
    GROUP BY
      1
  ) AS "t11"
    ON "t9"."begins" = "t11"."begins"
) AS "t12"
ORDER BY
  "t12"."begins" ASC
