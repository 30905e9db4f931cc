"""Reddit's interface: submissions, comments and the inbox as they travel, and what its errors mean."""
