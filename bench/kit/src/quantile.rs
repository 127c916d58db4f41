//! Quantiles.

/// The value below which `share` (0 to 1) of the sorted values lie; `None` of none.
pub fn quantile<T: Copy>(sorted: &[T], share: f64) -> Option<T> {
    let last = sorted.len().checked_sub(1)?;
    // The nearest rank: a value that was measured, not one in between.
    sorted.get((last as f64 * share).round() as usize).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ends, the middle, and nothing at all.
    #[test]
    fn quantiles_are_measured_values() {
        let sorted = [1, 2, 3, 4, 100];
        assert_eq!(quantile(&sorted, 0.0), Some(1));
        assert_eq!(quantile(&sorted, 0.5), Some(3));
        assert_eq!(quantile(&sorted, 1.0), Some(100));
        assert_eq!(quantile::<u8>(&[], 0.5), None);
    }
}
