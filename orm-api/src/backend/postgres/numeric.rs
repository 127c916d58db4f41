//! PostgreSQL's `numeric`: digits to the base of 10,000 (`src/backend/utils/adt/numeric.c`, `numeric_send`).

use rust_decimal::Decimal;

const BASE: u128 = 10_000;
/// How many decimal digits one of PostgreSQL's has.
const DECIMALS: u32 = 4;
const NEGATIVE: u16 = 0x4000;

/// Writes a decimal, with as many digits after the point as it has.
pub(super) fn encode(number: Decimal, out: &mut Vec<u8>) {
    let scale = number.scale();
    // The point lies between two of PostgreSQL's digits. 96 bits and three decimal digits more fit easily.
    let fill = (DECIMALS - scale % DECIMALS) % DECIMALS;
    let mut rest = number.mantissa().unsigned_abs() * 10_u128.pow(fill);
    let mut after_point = ((scale + fill) / DECIMALS) as i32;
    let mut digits = Vec::with_capacity(8);
    while rest > 0 {
        digits.push((rest % BASE) as u16);
        rest /= BASE;
    }
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    digits.drain(..zeros);
    after_point -= zeros as i32;
    let weight = if digits.is_empty() { 0 } else { digits.len() as i32 - after_point - 1 };
    let negative = number.is_sign_negative() && !digits.is_empty();
    out.extend((digits.len() as u16).to_be_bytes());
    out.extend((weight as i16).to_be_bytes());
    out.extend(if negative { NEGATIVE } else { 0 }.to_be_bytes());
    out.extend((scale as u16).to_be_bytes());
    digits.iter().rev().for_each(|digit| out.extend(digit.to_be_bytes()));
}

/// Reads a decimal.
///
/// # Errors
/// A sentence on why it cannot be one: NaN, an infinity (D-34), or more digits than a [`Decimal`] has (D-35).
pub(super) fn decode(bytes: &[u8]) -> Result<Decimal, &'static str> {
    let (header, rest) = bytes.split_first_chunk::<8>().ok_or("a numeric that is cut off")?;
    let [n0, n1, w0, w1, s0, s1, d0, d1] = *header;
    let weight = i32::from(i16::from_be_bytes([w0, w1]));
    let negative = match u16::from_be_bytes([s0, s1]) {
        0 => false,
        NEGATIVE => true,
        0xC000 => return Err("NaN, which no decimal is"),
        _ => return Err("an infinity, which no decimal is"),
    };
    let count = usize::from(u16::from_be_bytes([n0, n1]));
    let places = u32::from(u16::from_be_bytes([d0, d1]) & 0x3FFF);
    let (digits, _) = rest.as_chunks::<2>();
    let digits = digits.get(..count).ok_or("a numeric that is cut off")?;
    let mut units: i128 = 0;
    for digit in digits {
        let digit = i128::from(u16::from_be_bytes(*digit));
        units = units.checked_mul(BASE as i128).and_then(|units| units.checked_add(digit)).ok_or(TOO_LONG)?;
    }
    let exponent = (weight + 1 - count as i32) * DECIMALS as i32;
    scaled(if negative { -units } else { units }, exponent, places)
}

const TOO_LONG: &str = "a number with more digits than a decimal has; round it in the query";

/// `units` times ten to the power of `exponent`, with so many digits after the point as far as there is room for them.
fn scaled(mut units: i128, exponent: i32, places: u32) -> Result<Decimal, &'static str> {
    if units == 0 {
        return Ok(Decimal::new(0, places.min(Decimal::MAX_SCALE)));
    }
    if exponent >= 0 {
        let power = 10_i128.checked_pow(exponent as u32).ok_or(TOO_LONG)?;
        units = units.checked_mul(power).ok_or(TOO_LONG)?;
    }
    let mut scale = exponent.min(0).unsigned_abs();
    // What is beyond the stated places are zeros that fill the last of PostgreSQL's digits.
    while scale > places.min(Decimal::MAX_SCALE) && units % 10 == 0 {
        (units, scale) = (units / 10, scale - 1);
    }
    let mut number = Decimal::try_from_i128_with_scale(units, scale).map_err(|_| TOO_LONG)?;
    number.rescale(places.min(Decimal::MAX_SCALE));
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bytes(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        encode(text.parse().unwrap(), &mut out);
        out
    }

    /// What PostgreSQL 15 sends for the same numbers (`SELECT encode(numeric_send(..), 'hex')`).
    #[test]
    fn bytes_are_those_of_the_server() {
        for (text, hex) in [
            ("0", "0000000000000000"),
            ("1", "00010000000000000001"),
            ("-1.10", "0002000040000002000103e8"),
            ("10000", "00010001000000000001"),
            ("12345.6789", "000300010000000400010929 1a85"),
            ("0.0001", "0001ffff000000040001"),
            ("0.00001", "0001fffe0000000503e8"),
            ("100000000", "00010002000000000001"),
        ] {
            let written: String = bytes(text).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(written, hex.replace(' ', ""), "{text}");
            assert_eq!(decode(&bytes(text)).unwrap().to_string(), text);
        }
    }

    /// What is no decimal is refused, and so is what is cut off.
    #[test]
    fn what_is_no_decimal_is_refused() {
        for special in [0xC000_u16, 0xD000, 0xF000] {
            let [high, low] = special.to_be_bytes();
            assert!(decode(&[0, 0, 0, 0, high, low, 0, 0]).is_err());
        }
        let long = [vec![0, 12, 0, 11, 0, 0, 0, 0], [0x27, 0x0F].repeat(12)].concat();
        assert_eq!(decode(&long), Err(TOO_LONG));
        assert!(decode(&long[..20]).is_err() && decode(&[0, 1]).is_err());
    }

    proptest! {
        /// Every decimal comes back as it was, to the last place.
        #[test]
        fn decimals_come_back(units in any::<i128>(), scale in 0_u32..=28) {
            let number = Decimal::from_i128_with_scale(units >> 33, scale);
            let mut out = Vec::new();
            encode(number, &mut out);
            let read = decode(&out).unwrap();
            prop_assert_eq!((read, read.scale()), (number, number.scale()));
        }
    }
}
