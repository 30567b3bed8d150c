//! Types and constants as Substrait writes them: https://substrait.io/types/type_classes/.
//!
//! A type that Substrait has a message for, and that DataFusion's consumer reads back as it was, is *plain*. The others travel as the text that Arrow
//! has for them (`Timestamp(ns, "+08:00")`), which is checked to read back as the same type.

use std::str::FromStr;

use arrow::datatypes::{DataType, Field, IntervalMonthDayNano, IntervalUnit, TimeUnit};
use datafusion::common::ScalarValue;

use crate::substrait::message::Message;

/// The longest text of a type that is read: its parser recurses with the nesting.
const LONGEST_TYPE: usize = 4_000;

const NULLABLE: u32 = 1;
const REQUIRED: u32 = 2;

/// Whether DataFusion's consumer reads the message of a type back as the same type.
pub(crate) fn is_plain(data_type: &DataType) -> bool {
    match data_type {
        DataType::Boolean
        | DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::Float32
        | DataType::Float64
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Date32
        | DataType::Date64
        | DataType::Interval(_)
        | DataType::Duration(_)
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_)
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => true,
        DataType::Timestamp(_, zone) => zone.as_deref().is_none_or(|zone| zone == "UTC"),
        DataType::Dictionary(keys, values) => is_plain(keys) && is_plain(values),
        DataType::List(item) | DataType::LargeList(item) => {
            is_plain(item.data_type())
                && **item == Field::new_list_field(item.data_type().clone(), true)
        }
        _ => false,
    }
}

/// The text of a type, if reading it gives the same type.
pub(crate) fn type_text(data_type: &DataType) -> Option<String> {
    let text = data_type.to_string();
    (type_of_text(&text).as_ref() == Some(data_type)).then_some(text)
}

pub(crate) fn type_of_text(text: &str) -> Option<DataType> {
    if text.len() > LONGEST_TYPE {
        return None;
    }
    DataType::from_str(text).ok()
}

/// Writes types, and asks for the anchors of those that have a name instead of a message.
pub(crate) trait TypeAnchors {
    fn type_anchor(&mut self, name: &str) -> u32;
}

/// The message `Type`.
pub(crate) fn type_message(
    anchors: &mut impl TypeAnchors,
    data_type: &DataType,
    is_nullable: bool,
) -> Message {
    let nullability = if is_nullable { NULLABLE } else { REQUIRED };
    // Most kinds have their variation in field 1 and their nullability in field 2.
    let simple = |kind: u32, variation: u32| {
        Message::new().message(
            kind,
            &Message::new().number(1, variation).number(2, nullability),
        )
    };
    let precise = |kind: u32, unit: &TimeUnit, variation: u32| {
        let body = Message::new()
            .signed(1, precision(unit))
            .number(2, variation)
            .number(3, nullability);
        Message::new().message(kind, &body)
    };
    match data_type {
        DataType::Boolean => simple(1, 0),
        DataType::Int8 => simple(2, 0),
        DataType::UInt8 => simple(2, 1),
        DataType::Int16 => simple(3, 0),
        DataType::UInt16 => simple(3, 1),
        DataType::Int32 => simple(5, 0),
        DataType::UInt32 => simple(5, 1),
        DataType::Int64 => simple(7, 0),
        DataType::UInt64 => simple(7, 1),
        DataType::Float32 => simple(10, 0),
        DataType::Float64 => simple(11, 0),
        DataType::Utf8 => simple(12, 0),
        DataType::LargeUtf8 => simple(12, 1),
        DataType::Utf8View => simple(12, 2),
        DataType::Binary => simple(13, 0),
        DataType::LargeBinary => simple(13, 1),
        DataType::BinaryView => simple(13, 2),
        DataType::Date32 => simple(16, 0),
        DataType::Date64 => simple(16, 1),
        DataType::Interval(IntervalUnit::YearMonth) => simple(19, 0),
        DataType::Interval(IntervalUnit::DayTime) => interval_day(0, 3, nullability),
        DataType::Duration(unit) => interval_day(1, precision(unit), nullability),
        DataType::Interval(IntervalUnit::MonthDayNano) => {
            let body = Message::new()
                .number(1, 0_u32)
                .number(2, nullability)
                .signed(3, 9);
            Message::new().message(35, &body)
        }
        DataType::FixedSizeBinary(length) => {
            let body = Message::new()
                .signed(1, *length)
                .number(2, 0_u32)
                .number(3, nullability);
            Message::new().message(23, &body)
        }
        DataType::Decimal128(precision, scale) => decimal(*precision, *scale, 0, nullability),
        DataType::Decimal256(precision, scale) => decimal(*precision, *scale, 1, nullability),
        DataType::Time32(unit) => precise(36, unit, 0),
        DataType::Time64(unit) => precise(36, unit, 1),
        DataType::Timestamp(unit, None) => precise(33, unit, 0),
        DataType::Timestamp(unit, Some(zone)) if &**zone == "UTC" => precise(34, unit, 0),
        DataType::List(item) => list(anchors, item, 0, nullability),
        DataType::LargeList(item) => list(anchors, item, 1, nullability),
        DataType::Struct(fields) => {
            let types: Vec<Message> = fields
                .iter()
                .map(|field| type_message(anchors, field.data_type(), field.is_nullable()))
                .collect();
            Message::new().message(25, &struct_body(&types, nullability))
        }
        DataType::Map(entries, false) if key_and_value(entries).is_some() => {
            let (key, value) = key_and_value(entries).unwrap_or((entries, entries));
            let key = type_message(anchors, key.data_type(), key.is_nullable());
            let value = type_message(anchors, value.data_type(), value.is_nullable());
            map(&key, &value, 0, nullability)
        }
        DataType::Dictionary(keys, values) => {
            let key = type_message(anchors, keys, is_nullable);
            let value = type_message(anchors, values, is_nullable);
            map(&key, &value, 1, nullability)
        }
        named => named_type(anchors, named, is_nullable),
    }
}

/// A type by its name instead of a message.
pub(crate) fn named_type(
    anchors: &mut impl TypeAnchors,
    data_type: &DataType,
    is_nullable: bool,
) -> Message {
    let anchor = anchors.type_anchor(&type_name(data_type));
    let body = Message::new()
        .number(1, anchor)
        .number(2, 0_u32)
        .number(3, if is_nullable { NULLABLE } else { REQUIRED });
    Message::new().message(30, &body)
}

/// A list of plain values that are never NULL, or are called otherwise: its message reads back as a list of values that may be.
pub(crate) fn own_list(data_type: &DataType) -> bool {
    match data_type {
        DataType::List(item) | DataType::LargeList(item) => {
            is_plain(item.data_type()) && !is_plain(data_type) && type_text(data_type).is_some()
        }
        _ => false,
    }
}

/// The name of a type that has no message: `null` and `fp16` as DataFusion calls them, others as Arrow writes them.
fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Null => "null".to_owned(),
        DataType::Float16 => "fp16".to_owned(),
        other => other.to_string(),
    }
}

/// The body of `Type.Struct`.
pub(crate) fn struct_body(types: &[Message], nullability: u32) -> Message {
    Message::new()
        .messages(1, types)
        .number(2, 0_u32)
        .number(3, nullability)
}

/// The body of a struct whose rows are never NULL: that of a schema.
pub(crate) fn schema_body(types: &[Message]) -> Message {
    struct_body(types, REQUIRED)
}

fn interval_day(variation: u32, precision: i32, nullability: u32) -> Message {
    let body = Message::new()
        .number(1, variation)
        .number(2, nullability)
        .signed(3, precision);
    Message::new().message(20, &body)
}

fn decimal(precision: u8, scale: i8, variation: u32, nullability: u32) -> Message {
    let body = Message::new()
        .signed(1, scale)
        .signed(2, precision)
        .number(3, variation)
        .number(4, nullability);
    Message::new().message(24, &body)
}

fn list(anchors: &mut impl TypeAnchors, item: &Field, variation: u32, nullability: u32) -> Message {
    let inner = type_message(anchors, item.data_type(), item.is_nullable());
    let body = Message::new()
        .message(1, &inner)
        .number(2, variation)
        .number(3, nullability);
    Message::new().message(27, &body)
}

fn map(key: &Message, value: &Message, variation: u32, nullability: u32) -> Message {
    let body = Message::new()
        .message(1, key)
        .message(2, value)
        .number(3, variation)
        .number(4, nullability);
    Message::new().message(28, &body)
}

fn key_and_value(entries: &Field) -> Option<(&Field, &Field)> {
    match entries.data_type() {
        DataType::Struct(fields) if fields.len() == 2 => Some((&fields[0], &fields[1])),
        _ => None,
    }
}

fn precision(unit: &TimeUnit) -> i32 {
    match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 3,
        TimeUnit::Microsecond => 6,
        TimeUnit::Nanosecond => 9,
    }
}

/// The names that a column takes in a list of names: its own, and those of the fields of the structs inside it.
pub(crate) fn flattened_names(name: &str, data_type: &DataType, names: &mut Vec<String>) {
    names.push(name.to_owned());
    inner_names(data_type, names);
}

fn inner_names(data_type: &DataType, names: &mut Vec<String>) {
    match data_type {
        DataType::Struct(fields) => {
            for field in fields {
                flattened_names(field.name(), field.data_type(), names);
            }
        }
        DataType::List(item) | DataType::LargeList(item) => inner_names(item.data_type(), names),
        DataType::Map(entries, false) => {
            if let Some((key, value)) = key_and_value(entries) {
                inner_names(key.data_type(), names);
                inner_names(value.data_type(), names);
            }
        }
        DataType::Dictionary(keys, values) => {
            inner_names(keys, names);
            inner_names(values, names);
        }
        _ => {}
    }
}

/// The message `Expression.Literal` of a constant that has one and comes back as it was.
pub(crate) fn literal_message(
    anchors: &mut impl TypeAnchors,
    value: &ScalarValue,
) -> Option<Message> {
    let data_type = value.data_type();
    if value.is_null() {
        if !(is_plain(&data_type) || data_type == DataType::Null) {
            return None;
        }
        let null = type_message(anchors, &data_type, true);
        return Some(Message::new().message(29, &null).number(50, true));
    }
    let with_variation = |message: Message, variation: u32| Some(message.number(51, variation));
    let new = Message::new;
    let precise = |field: u32, precision: i32, value: i64| {
        new().message(field, &new().signed(1, precision).signed(2, value))
    };
    match value {
        ScalarValue::Boolean(Some(flag)) => Some(new().number(1, *flag)),
        ScalarValue::Int8(Some(number)) => Some(new().signed(2, *number)),
        ScalarValue::UInt8(Some(number)) => with_variation(new().number(2, *number), 1),
        ScalarValue::Int16(Some(number)) => Some(new().signed(3, *number)),
        ScalarValue::UInt16(Some(number)) => with_variation(new().number(3, *number), 1),
        ScalarValue::Int32(Some(number)) => Some(new().signed(5, *number)),
        ScalarValue::UInt32(Some(number)) => {
            with_variation(new().signed(5, number.cast_signed()), 1)
        }
        ScalarValue::Int64(Some(number)) => Some(new().signed(7, *number)),
        ScalarValue::UInt64(Some(number)) => with_variation(new().number(7, *number), 1),
        ScalarValue::Float32(Some(number)) => Some(new().float(10, *number)),
        ScalarValue::Float64(Some(number)) => Some(new().double(11, *number)),
        ScalarValue::Utf8(Some(text)) => Some(new().text(12, text)),
        ScalarValue::LargeUtf8(Some(text)) => with_variation(new().text(12, text), 1),
        ScalarValue::Utf8View(Some(text)) => with_variation(new().text(12, text), 2),
        ScalarValue::Binary(Some(bytes)) => Some(new().bytes(13, bytes)),
        ScalarValue::LargeBinary(Some(bytes)) => with_variation(new().bytes(13, bytes), 1),
        ScalarValue::BinaryView(Some(bytes)) => with_variation(new().bytes(13, bytes), 2),
        ScalarValue::FixedSizeBinary(_, Some(bytes)) => Some(new().bytes(23, bytes)),
        ScalarValue::Date32(Some(days)) => Some(new().signed(16, *days)),
        ScalarValue::Decimal128(Some(unscaled), precision, scale) => {
            let body = new()
                .bytes(1, &unscaled.to_le_bytes())
                .signed(2, *precision)
                .signed(3, *scale);
            Some(new().message(24, &body))
        }
        ScalarValue::Time32Second(Some(time)) => Some(precise(37, 0, i64::from(*time))),
        ScalarValue::Time32Millisecond(Some(time)) => Some(precise(37, 3, i64::from(*time))),
        ScalarValue::Time64Microsecond(Some(time)) => with_variation(precise(37, 6, *time), 1),
        ScalarValue::Time64Nanosecond(Some(time)) => with_variation(precise(37, 9, *time), 1),
        ScalarValue::TimestampSecond(Some(time), zone) => instant(0, *time, zone.as_deref()),
        ScalarValue::TimestampMillisecond(Some(time), zone) => instant(3, *time, zone.as_deref()),
        ScalarValue::TimestampMicrosecond(Some(time), zone) => instant(6, *time, zone.as_deref()),
        ScalarValue::TimestampNanosecond(Some(time), zone) => instant(9, *time, zone.as_deref()),
        ScalarValue::IntervalYearMonth(Some(months)) => {
            Some(new().message(19, &years_and_months(*months)))
        }
        ScalarValue::IntervalMonthDayNano(Some(interval)) => compound_interval(interval),
        _ => None,
    }
}

fn instant(precision: i32, value: i64, zone: Option<&str>) -> Option<Message> {
    let body = Message::new().signed(1, precision).signed(2, value);
    match zone {
        None => Some(Message::new().message(34, &body)),
        Some("UTC") => Some(Message::new().message(35, &body)),
        Some(_) => None,
    }
}

fn years_and_months(months: i32) -> Message {
    Message::new().signed(1, months / 12).signed(2, months % 12)
}

/// Seconds are 32 bits in Substrait: 68 years.
fn compound_interval(interval: &IntervalMonthDayNano) -> Option<Message> {
    const NANOSECONDS: i64 = 1_000_000_000;
    let seconds = i32::try_from(interval.nanoseconds / NANOSECONDS).ok()?;
    let day_to_second = Message::new()
        .signed(1, interval.days)
        .signed(2, seconds)
        .signed(4, 9)
        .signed(5, interval.nanoseconds % NANOSECONDS);
    let body = Message::new()
        .message(1, &years_and_months(interval.months))
        .message(2, &day_to_second);
    Some(Message::new().message(36, &body))
}

/// A constant whose type has no message, as a value that has one and casts to it.
pub(crate) fn carrier_of(value: &ScalarValue) -> Option<ScalarValue> {
    let data_type = value.data_type();
    let carrier = match &data_type {
        _ if value.is_null() => return Some(ScalarValue::Null),
        DataType::Timestamp(..) | DataType::Date64 | DataType::Duration(_) => {
            value.cast_to(&DataType::Int64).ok()?
        }
        DataType::Float16 => value.cast_to(&DataType::Float32).ok()?,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal256(..) => {
            value.cast_to(&DataType::Utf8).ok()?
        }
        _ => return None,
    };
    let back = carried_value(&data_type, &carrier)?;
    (back == *value).then_some(carrier)
}

/// The constant that a carrier stands for.
pub(crate) fn carried_value(data_type: &DataType, carrier: &ScalarValue) -> Option<ScalarValue> {
    if carrier.is_null() {
        return ScalarValue::try_from(data_type).ok();
    }
    let value = carrier.cast_to(data_type).ok()?;
    (!value.is_null()).then_some(value)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn exotic_types_have_a_text_that_reads_back() {
        let item = Arc::new(Field::new_list_field(DataType::Int64, true));
        for data_type in [
            DataType::Timestamp(TimeUnit::Nanosecond, Some("+08:00".into())),
            DataType::FixedSizeList(item.clone(), 3),
            DataType::Decimal32(9, 2),
            DataType::Struct(vec![Field::new("a b", DataType::List(item), true)].into()),
        ] {
            assert!(type_text(&data_type).is_some(), "{data_type}");
        }
    }

    #[test]
    fn carriers_give_the_value_back() {
        let zoned = ScalarValue::TimestampNanosecond(Some(-1), Some("Asia/Tokyo".into()));
        let decimal = ScalarValue::Decimal64(Some(-12_345), 18, 3);
        for value in [zoned, decimal, ScalarValue::DurationSecond(Some(7))] {
            assert!(carrier_of(&value).is_some(), "{value:?}");
        }
    }
}
