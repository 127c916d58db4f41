//! JSON.

use super::{Boundary, FieldType, NewKinds, boundaries, ordinary};
use crate::models::Size;
use segue::prelude::Json;
use serde_json::{Value, json};

pub(super) fn all() -> Vec<Boundary> {
    let mut out = Vec::new();
    boundaries!(
        out,
        json,
        [json!(null), json!(""), json!({}), json!([]), json!(true), json!("null"), json!(7)]
    );
    boundaries!(
        out,
        json,
        [json!([1, 2.5, "it's", null, {"a": {"b": []}}]), json!({"b": 1, "aa": 2, "": 3})]
    );
    boundaries!(out, json, [json!("𝄞\u{1}\\u0000\"\n"), json!({"ключ": "é 🦀", "a b": " "})]);
    boundaries!(out, json, [json!([u64::MAX, i64::MIN, (1_u64 << 53) + 1, 0]), numbers(), deep()]);
    boundaries!(out, json, [json!("x".repeat(1 << 20))]);
    boundaries!(
        out,
        size,
        [
            Json(Size { width: 7, height: None }),
            Json(Size { width: u32::MAX, height: Some(0) }),
            Json(Size::default()),
        ]
    );
    out
}

/// Floating point numbers that a database writes out, or that are no integers although they look like some.
fn numbers() -> Value {
    let short = json!([0.1, 1.0, -0.5, 1.0 / 3.0, 6.934_698_245_112_694e276, 123_456_789.123_456_79]);
    let long =
        json!([1.0e15, 1.0e16, -9.0e18, 1.0e19, 1.0e300, 1.0e-300, f64::MAX, f64::MIN_POSITIVE, 5.0e-324]);
    json!([short, long])
}

/// As deep as any may be.
fn deep() -> Value {
    (0..31).fold(json!(1), |inner, level| if level % 2 == 0 { json!([inner]) } else { json!({ "a": inner }) })
}
