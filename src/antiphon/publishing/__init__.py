"""The call: what we say, where and when; delivered once, on time, or with the reason why not."""
