//! Booleans, integers, floating point numbers and decimals.

use super::{Boundary, FieldType, NewKinds, boundaries, ordinary};
use rust_decimal::Decimal;

pub(super) fn all() -> Vec<Boundary> {
    let mut out = Vec::new();
    boundaries!(out, flag, [true, false]);
    boundaries!(out, small, [i16::MIN, i16::MAX, 0, -1]);
    boundaries!(out, medium, [i32::MIN, i32::MAX, 0, -1]);
    boundaries!(out, large, [i64::MIN, i64::MAX, (1 << 53) + 1, 0, -1]);
    floats(&mut out);
    decimals(&mut out);
    out
}

/// Extremes, subnormal numbers, numbers that only the shortest decimal form tells from their neighbours, both zeros, and what
/// is no number.
fn floats(out: &mut Vec<Boundary>) {
    boundaries!(out, single, [0.0, -0.0, 1.5, 5.0, -2.5, 0.1, 16_777_216.0, 16_777_218.0, 1.0e10]);
    boundaries!(
        out,
        single,
        [f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::EPSILON, f32::from_bits(1), -1.0e-45]
    );
    boundaries!(out, single, [f32::from_bits(0x007F_FFFF), 1.000_000_1, f32::from_bits(0x4B18_967F)]);
    boundaries!(out, single, [f32::INFINITY, f32::NEG_INFINITY, f32::NAN]);
    boundaries!(
        out,
        double,
        [0.0, -0.0, 1.5, 5.0, -2.5, 0.1, 1.0 / 3.0, 1.0e15 + 0.5, 9_007_199_254_740_993.0]
    );
    boundaries!(
        out,
        double,
        [f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::EPSILON, f64::from_bits(1), -5.0e-324]
    );
    boundaries!(
        out,
        double,
        [f64::from_bits(0x000F_FFFF_FFFF_FFFF), 1.0e23, 9.223_372_036_854_775e18, 1.0 + f64::EPSILON]
    );
    boundaries!(out, double, [6.934_698_245_112_694e276, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]);
}

/// The most digits on either side of the point, and zeros at the end, which are no digits.
fn decimals(out: &mut Vec<Boundary>) {
    let exact = ["0", "-0", "-0.000001", "1.1", "1.100000", "0.1", "100", "-100.5"];
    boundaries!(out, exact, exact.map(number));
    boundaries!(
        out,
        exact,
        ["999999999999.999999", "-999999999999.999999", "123456789012.345678"].map(number)
    );
    let own =
        ["5", "-5.00", "0", "99999999999", "5.25", "0.1", "-0.0001", "12345678901.2345", "99999999999.9999"];
    boundaries!(out, number, own.map(number));
}

/// A number. Zero where the text is none.
pub(in crate::values) fn number(text: &str) -> Decimal {
    text.parse().unwrap_or_default()
}
