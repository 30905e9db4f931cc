"""Telegram's Bot API: messages as they travel, how posts are sent, how what was said is understood."""
