SELECT
  "t8"."interactions",
  "t8"."messages",
  "t8"."replies",
  "t8"."likes",
  "t8"."shares",
  "t8"."words",
  "t8"."answers",
  "t8"."set_aside",
  "t9"."people",
  "t9"."came_back",
  "t9"."conversations",
  "t9"."newcomers"
FROM (
  SELECT
    COALESCE(
      SUM("t4"."interactions") FILTER(WHERE
        "t4"."is_counted"
        AND (
          "t4"."side" = 'them'
        )
        AND NOT (
          "t4"."verb" IN ('leave', 'bounce')
        )),
      0
    ) AS "interactions",
    COALESCE(
      SUM("t4"."interactions") FILTER(WHERE
        "t4"."is_counted"
        AND (
          "t4"."side" = 'them'
        )
        AND NOT (
          "t4"."verb" IN ('leave', 'bounce')
        )
        AND "t4"."verb" IN ('direct', 'mention', 'post', 'quote', 'reply')),
      0
    ) AS "messages",
    COALESCE(
      SUM("t4"."interactions") FILTER(WHERE
        "t4"."is_counted"
        AND (
          "t4"."side" = 'them'
        )
        AND NOT (
          "t4"."verb" IN ('leave', 'bounce')
        )
        AND (
          "t4"."verb" = 'reply'
        )),
      0
    ) AS "replies",
    COALESCE(
      SUM("t4"."interactions") FILTER(WHERE
        "t4"."is_counted"
        AND (
          "t4"."side" = 'them'
        )
        AND NOT (
          "t4"."verb" IN ('leave', 'bounce')
        )
        AND (
          "t4"."verb" = 'like'
        )),
      0
    ) AS "likes",
    COALESCE(
      SUM("t4"."interactions") FILTER(WHERE
        "t4"."is_counted"
        AND (
          "t4"."side" = 'them'
        )
        AND NOT (
          "t4"."verb" IN ('leave', 'bounce')
        )
        AND (
          "t4"."verb" = 'share'
        )),
      0
    ) AS "shares",
    COALESCE(
      SUM("t4"."words") FILTER(WHERE
        "t4"."is_counted"
        AND (
          "t4"."side" = 'them'
        )
        AND NOT (
          "t4"."verb" IN ('leave', 'bounce')
        )),
      0
    ) AS "words",
    COALESCE(
      SUM("t4"."interactions") FILTER(WHERE
        "t4"."is_counted" AND (
          "t4"."side" = 'us'
        ) AND (
          "t4"."verb" = 'reply'
        )),
      0
    ) AS "answers",
    COALESCE(SUM("t4"."interactions") FILTER(WHERE
      "t4"."is_aside"), 0) AS "set_aside"
  FROM (
    SELECT
      "t2"."verb",
      "t2"."side",
      "t2"."is_counted",
      "t2"."is_aside",
      SUM("t2"."interactions") AS "interactions",
      SUM("t2"."words") AS "words"
    FROM (
      SELECT
        *
      FROM "days" AS "t0"
      WHERE
        "t0"."day" >= $since AND "t0"."day" < $until
    ) AS "t2"
    GROUP BY
      1,
      2,
      3,
      4
  ) AS "t4"
) AS "t8"
CROSS JOIN (
  SELECT
    COALESCE(SUM("t5"."many") FILTER(WHERE
      "t5"."kind" = 'people'), 0) AS "people",
    COALESCE(SUM("t5"."many") FILTER(WHERE
      "t5"."kind" = 'people_again'), 0) - COALESCE(SUM("t5"."many") FILTER(WHERE
      "t5"."kind" = 'people'), 0) AS "came_back",
    COALESCE(SUM("t5"."many") FILTER(WHERE
      "t5"."kind" = 'conversations'), 0) AS "conversations",
    COALESCE(SUM("t5"."new") FILTER(WHERE
      "t5"."kind" = 'people'), 0) AS "newcomers"
  FROM (
    SELECT
      "t3"."kind",
      SUM("t3"."many") FILTER(WHERE
        (
          "t3"."before" IS NULL
        ) OR (
          "t3"."before" < $since
        )) AS "many",
      SUM("t3"."many") FILTER(WHERE
        "t3"."before" IS NULL) AS "new"
    FROM (
      SELECT
        *
      FROM "recurrence" AS "t1"
      WHERE
        "t1"."day" >= $since AND "t1"."day" < $until
    ) AS "t3"
    GROUP BY
      1
  ) AS "t5"
) AS "t9"
