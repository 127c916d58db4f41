//! What is run in a process of its own: a second writer, and what counts threads.
