//! Where a value lies on an axis.

/// From the least to the largest.
pub(super) struct Scale {
    low: f64,
    high: f64,
    logarithmic: bool,
}

impl Scale {
    /// Over all values; nothing of none.
    pub(super) fn over(values: impl Iterator<Item = f64>, logarithmic: bool) -> Option<Self> {
        let values: Vec<f64> = values.filter(|value| *value > 0.0).collect();
        let high = values.iter().copied().max_by(f64::total_cmp)?;
        let low = values.iter().copied().min_by(f64::total_cmp)?;
        Some(match logarithmic {
            true => {
                let low = 10_f64.powf(low.log10().floor());
                Scale { low, high: 10_f64.powf(high.log10().ceil()).max(low * 10.0), logarithmic }
            }
            false => Scale { low: 0.0, high: high * 1.06, logarithmic },
        })
    }

    /// Between 0 and 1.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = match self.logarithmic {
            true => (value.max(self.low) / self.low).log10() / (self.high / self.low).log10(),
            false => (value - self.low) / (self.high - self.low),
        };
        share.clamp(0.0, 1.0)
    }

    /// Round values in between.
    pub(super) fn ticks(&self) -> Vec<f64> {
        if self.logarithmic {
            let decades = (self.high / self.low).log10().round() as i32;
            return (0..=decades).map(|decade| self.low * 10_f64.powi(decade)).collect();
        }
        let step = step(self.high / 4.0);
        (0..=(self.high / step) as u32).map(|tick| f64::from(tick) * step).collect()
    }
}

/// 1, 2 or 5 times a power of ten: the next one above.
fn step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| rough <= digit * power);
    digit.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ends, ticks, and nothing at all.
    #[test]
    fn values_lie_where_they_belong() {
        let scale = Scale::over([30.0, 4000.0].into_iter(), true).unwrap();
        assert_eq!(scale.ticks().len(), 4);
        assert!((scale.share(100.0) - 1.0 / 3.0).abs() < 1e-9 && scale.share(1e9) >= 1.0);
        let scale = Scale::over([100.0].into_iter(), false).unwrap();
        assert_eq!(scale.ticks(), [0.0, 50.0, 100.0]);
        assert!(Scale::over([0.0].into_iter(), true).is_none());
    }
}
