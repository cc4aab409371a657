"""What is done about alerts: raising, paging, answering, escalating, scheduling."""
