SELECT
  "t6"."interactions",
  "t6"."messages",
  "t6"."replies",
  "t6"."likes",
  "t6"."shares",
  "t6"."words",
  "t6"."answers",
  "t6"."set_aside",
  "t7"."people",
  "t7"."came_back",
  "t7"."conversations",
  "t7"."newcomers"
FROM (
  SELECT
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
) AS "t6"
CROSS JOIN (
  SELECT
    COALESCE(
      SUM("t3"."many") FILTER(WHERE
        (
          (
            "t3"."before" IS NULL
          ) OR (
            "t3"."before" < $since
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
          ) OR (
            "t3"."before" < $since
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
          ) OR (
            "t3"."before" < $since
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
          ) OR (
            "t3"."before" < $since
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
) AS "t7"
