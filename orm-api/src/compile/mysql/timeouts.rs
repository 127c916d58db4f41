//! Time-outs of one transaction. The servers have them for sessions only: what was there is kept in variables of the session's
//! own, and put back at the end.

use crate::backend::Begin;

/// What puts the session's time-outs back.
pub(super) const RESTORE: &str = "SET SESSION /*M! max_statement_time */ /*!80000 max_execution_time */ = @segue_statement, \
     SESSION innodb_lock_wait_timeout = @segue_lock";

/// What keeps the session's time-outs, and sets the transaction's.
pub(super) fn begin(begin: Begin) -> Option<String> {
    if !begin.has_timeouts() {
        return None;
    }
    let mut sql = "SET @segue_statement = /*M! @@max_statement_time */ /*!80000 @@max_execution_time */, \
                   @segue_lock = @@innodb_lock_wait_timeout"
        .to_owned();
    if let Some(limit) = begin.statement_timeout {
        // 0 would be no time-out at all.
        let millis = limit.as_millis().clamp(1, i32::MAX as u128);
        let (whole, rest) = (millis / 1000, millis % 1000);
        sql += &format!(
            ", SESSION /*M! max_statement_time = {whole}.{rest:03} */ /*!80000 max_execution_time = {millis} */"
        );
    }
    if let Some(limit) = begin.lock_timeout {
        let seconds = limit.as_millis().div_ceil(1000).clamp(1, 1_000_000);
        sql += &format!(", SESSION innodb_lock_wait_timeout = {seconds}");
    }
    Some(sql)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Access;
    use std::time::Duration;

    /// What is not asked for stays; the least is a millisecond, and a second for locks.
    #[test]
    fn only_what_is_asked_for_is_set() {
        assert_eq!(begin(Begin::new(Access::Write)), None);
        let limit = Some(Duration::from_micros(1));
        let statement = begin(Begin { statement_timeout: limit, ..Begin::new(Access::Write) }).unwrap();
        assert!(statement.contains("max_statement_time = 0.001"), "{statement}");
        assert!(!statement.contains("SESSION innodb_lock_wait_timeout"), "{statement}");
        let lock = begin(Begin { lock_timeout: limit, ..Begin::new(Access::Write) }).unwrap();
        assert!(lock.ends_with("SESSION innodb_lock_wait_timeout = 1"), "{lock}");
    }
}
