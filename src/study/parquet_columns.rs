//! Columns of numbers and names in and out of a Parquet row group.
//!
//! Whole numbers are INT32 and refused if they are not whole; others DOUBLE, bit for bit. Knows nothing of studies.

use crate::model::observation::Column;
use parquet::basic::{LogicalType, Repetition, Type as PhysicalType};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::{Type, TypePtr};
use std::io::Write;
use std::sync::Arc;

/// A column as the file holds it.
#[derive(Debug, Clone, PartialEq)]
pub enum Numbers {
    /// Whole numbers.
    Whole(Vec<i32>),
    /// Others.
    Decimal(Vec<f64>),
}

/// The schema of a block with these metrics.
pub(super) fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let field = |name: &str, physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    let mut fields = vec![
        field("scenario", PhysicalType::BYTE_ARRAY, Some(LogicalType::String))?,
        field("draw", PhysicalType::INT32, None)?,
        field("replicate", PhysicalType::INT32, None)?,
        field("date", PhysicalType::INT32, Some(LogicalType::Date))?,
    ];
    for column in columns {
        let physical = if column.integer { PhysicalType::INT32 } else { PhysicalType::DOUBLE };
        fields.push(field(&column.name, physical, None)?);
    }
    fields.push(field("structure", PhysicalType::BYTE_ARRAY, Some(LogicalType::String))?);
    Type::group_type_builder("run_day").with_fields(fields).build().map(Arc::new)
}

fn write_typed<W: Write + Send, T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let mut column =
        group.next_column()?.ok_or_else(|| ParquetError::General("the schema has too few columns".to_owned()))?;
    column.typed::<T>().write_batch(values, None, None)?;
    column.close()
}

/// Writes texts into the next column, each in as many rows as `each` says.
pub(super) fn write_texts<'a, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    texts: impl Iterator<Item = &'a str>,
    each: usize,
) -> Result<(), ParquetError> {
    let values: Vec<ByteArray> = texts.flat_map(|text| vec![ByteArray::from(text); each]).collect();
    write_typed::<W, ByteArrayType>(group, &values)
}

/// Writes the next column of numbers, given in parts.
pub(super) fn write_numbers<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    parts: &[&[f64]],
    integer: bool,
) -> Result<(), ParquetError> {
    if integer {
        write_typed::<W, Int32Type>(group, &whole(parts)?)
    } else if let Some(bad) = parts.iter().copied().flatten().find(|value| !value.is_finite()) {
        Err(ParquetError::General(format!("{bad} is not a finite number")))
    } else {
        write_typed::<W, DoubleType>(group, &parts.concat())
    }
}

/// Writes the next column of whole numbers.
pub(super) fn write_whole<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[i32],
) -> Result<(), ParquetError> {
    write_typed::<W, Int32Type>(group, values)
}

/// Values as whole numbers of 32 bits, which they must be.
fn whole(parts: &[&[f64]]) -> Result<Vec<i32>, ParquetError> {
    // Added to this, a whole number of 32 bits stands in the low bits of the sum. Whatever else a value is, the number found
    // there is not equal to it: no range needs a look before.
    const SHIFT: f64 = 6_755_399_441_055_744.0; // 2^52 + 2^51
    let mut numbers = Vec::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        let start = numbers.len();
        numbers.extend(part.iter().map(|&value| (value + SHIFT).to_bits() as i32));
        let pairs = || part.iter().zip(&numbers[start..]);
        if !pairs().fold(true, |same, (&value, &number)| same & (f64::from(number) == value)) {
            let bad =
                pairs().find(|(value, number)| f64::from(**number) != **value).map_or(f64::NAN, |(value, _)| *value);
            return Err(ParquetError::General(format!("{bad} is not a whole number of 32 bits")));
        }
    }
    Ok(numbers)
}

/// Reads a column of numbers.
pub(super) fn read_numbers(
    group: &dyn RowGroupReader,
    column: usize,
    rows: usize,
    integer: bool,
) -> Result<Numbers, ParquetError> {
    if integer {
        read_typed::<Int32Type>(group, column, rows).map(Numbers::Whole)
    } else {
        read_typed::<DoubleType>(group, column, rows).map(Numbers::Decimal)
    }
}

fn read_typed<T: DataType>(group: &dyn RowGroupReader, column: usize, rows: usize) -> Result<Vec<T::T>, ParquetError> {
    let mut reader = get_typed_column_reader::<T>(group.get_column_reader(column)?);
    let mut values = Vec::with_capacity(rows);
    while values.len() < rows {
        let (records, _, _) = reader.read_records(rows - values.len(), None, None, &mut values)?;
        if records == 0 {
            return Err(ParquetError::General(format!("column {column} has {} of {rows} rows", values.len())));
        }
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_of_32_bits_are_kept_and_all_else_is_refused() {
        let good = [0.0, -0.0, 1.0, -1.0, 65_536.0, f64::from(i32::MAX), f64::from(i32::MIN)];
        assert_eq!(whole(&[&good[..3], &good[3..]]).unwrap(), [0, 0, 1, -1, 65_536, i32::MAX, i32::MIN]);
        let bad = [0.5, 1e-300, 2_147_483_648.0, -2_147_483_649.0, 4_294_967_296.0, 4_294_967_297.0, 1e16, 1e300];
        for value in bad.into_iter().chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY]) {
            assert!(whole(&[&[1.0, value]]).is_err(), "{value}");
        }
    }
}
