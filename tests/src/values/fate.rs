//! What becomes of a value, as the capabilities say.

use orm_api::value::Value;
use segue::Capabilities;

/// What becomes of a value that is written.
pub(super) enum Fate {
    /// It is kept, as this.
    Kept(Value),
    /// It is refused with `InvalidValue`.
    Refused,
}

/// What becomes of `value`.
pub(super) fn fate(value: &Value, can: &Capabilities) -> Fate {
    let Some(number) = float(value) else { return Fate::Kept(value.clone()) };
    match (number.is_nan(), number.is_infinite()) {
        (true, _) if !can.stores_nan => Fate::Refused,
        (_, true) if !can.stores_infinity => Fate::Refused,
        _ if number == 0.0 && !can.keeps_negative_zero => Fate::Kept(without_sign(value)),
        _ => Fate::Kept(value.clone()),
    }
}

/// The number, if it is a floating point one.
pub(super) fn float(value: &Value) -> Option<f64> {
    match value {
        Value::F32(number) => Some(f64::from(*number)),
        Value::F64(number) => Some(*number),
        _ => None,
    }
}

fn without_sign(value: &Value) -> Value {
    match value {
        Value::F32(number) => Value::F32(number + 0.0),
        Value::F64(number) => Value::F64(number + 0.0),
        other => other.clone(),
    }
}
