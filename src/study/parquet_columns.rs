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

/// Writes the next column of numbers.
pub(super) fn write_numbers<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[f64],
    integer: bool,
) -> Result<(), ParquetError> {
    if integer {
        // All are turned first and compared in one go, which needs no branch for each.
        let whole: Vec<i32> = values.iter().map(|&value| value as i32).collect();
        let same = values.iter().zip(&whole).fold(true, |same, (&value, &whole)| same & (f64::from(whole) == value));
        if same {
            return write_typed::<W, Int32Type>(group, &whole);
        }
        let bad = values.iter().zip(&whole).find(|(value, whole)| f64::from(**whole) != **value);
        let bad = bad.map_or(f64::NAN, |(value, _)| *value);
        Err(ParquetError::General(format!("{bad} is not a whole number of 32 bits")))
    } else if let Some(bad) = values.iter().find(|value| !value.is_finite()) {
        Err(ParquetError::General(format!("{bad} is not a finite number")))
    } else {
        write_typed::<W, DoubleType>(group, values)
    }
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
