//! A block as a Parquet file: units of a study under all scenarios, one row per scenario, replicate and day.
//!
//! The bytes depend on the study and the block's units alone: no clock, no host, a fixed author. The key-value metadata
//! hold a SHA-256 over the whole file with its own field set to zeros, so one flipped bit anywhere is found before a
//! Parquet reader sees the file. This file neither opens nor names files.

use super::parquet_columns::{read_numbers, schema, write_numbers, write_text};
use super::plan::{Study, Unit};
use super::{StudyError, hex};
use crate::model::MODEL_VERSION;
use crate::model::observation::{Column, Observations};
use crate::quantity::Period;
use bytes::Bytes;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Columns before the metrics: scenario, draw, replicate, date.
const KEYS: usize = 4;
const CHECKSUM_KEY: &str = "strait.file_sha256";
const ZEROS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Why bytes are not the block that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The file is cut, flipped or not Parquet: compute it again.
    Damaged(String),
    /// A whole block of another study, version or cut: not ours to touch.
    Foreign(String),
}

impl From<ParquetError> for Fault {
    fn from(error: ParquetError) -> Self {
        Self::Damaged(error.to_string())
    }
}

/// What all blocks of a study share.
#[derive(Debug, Clone)]
pub struct Layout {
    study_digest: String,
    scenarios: Vec<String>,
    columns: Vec<Column>,
    period: Period,
    origins: usize,
}

impl Layout {
    /// The layout of a study's blocks.
    pub fn of(study: &Study) -> Self {
        Self {
            study_digest: hex(&study.digest()),
            scenarios: study.scenarios().iter().map(|scenario| scenario.name.clone()).collect(),
            columns: study.columns(),
            period: study.period(),
            origins: study.origin_count(),
        }
    }

    fn metadata(&self, index: u32, units: &[Unit]) -> Vec<(String, String)> {
        let first = units.first().map_or(0, |unit| unit.replicate);
        [
            ("strait.study_digest", self.study_digest.clone()),
            ("strait.model_version", MODEL_VERSION.to_string()),
            ("strait.block", index.to_string()),
            ("strait.units", format!("{first}..{}", first as usize + units.len())),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .to_vec()
    }

    fn properties(&self, index: u32, units: &[Unit]) -> WriterProperties {
        let mut pairs: Vec<KeyValue> = self
            .metadata(index, units)
            .into_iter()
            .map(|(key, value)| KeyValue::new(key, value))
            .collect();
        pairs.push(KeyValue::new(CHECKSUM_KEY.to_owned(), ZEROS.to_owned()));
        let mut builder = WriterProperties::builder()
            .set_created_by("strait".to_owned())
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).expect("3 is a level of zstd")))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_dictionary_enabled(false)
            .set_column_dictionary_enabled(ColumnPath::from("scenario"), true)
            .set_key_value_metadata(Some(pairs));
        for key in ["draw", "replicate", "date"] {
            builder = builder.set_column_encoding(ColumnPath::from(key), Encoding::DELTA_BINARY_PACKED);
        }
        for column in &self.columns {
            let encoding = if column.integer {
                Encoding::DELTA_BINARY_PACKED
            } else {
                Encoding::BYTE_STREAM_SPLIT
            };
            builder = builder.set_column_encoding(ColumnPath::from(column.name.as_str()), encoding);
        }
        builder.build()
    }

    /// The bytes of a block. `runs` holds one list per scenario, one record per unit.
    ///
    /// # Errors
    /// [`StudyError::Block`] if an integer column holds a value that is not a whole number, which is a bug of the model.
    pub fn encode(&self, index: u32, units: &[Unit], runs: &[Vec<Observations>]) -> Result<Vec<u8>, StudyError> {
        let failed = |reason: String| StudyError::Block { index, reason };
        let mut file = self
            .write(index, units, runs)
            .map_err(|error| failed(error.to_string()))?;
        let at = checksum_field(&file).ok_or_else(|| failed("the footer lost its checksum field".to_owned()))?;
        let sum = hex(&Sha256::digest(&file));
        file[at..at + ZEROS.len()].copy_from_slice(sum.as_bytes());
        Ok(file)
    }

    fn write(&self, index: u32, units: &[Unit], runs: &[Vec<Observations>]) -> Result<Vec<u8>, ParquetError> {
        let days = self.period.len_days();
        let rows = days * units.len();
        let properties = Arc::new(self.properties(index, units));
        let mut writer = SerializedFileWriter::new(Vec::new(), schema(&self.columns)?, properties)?;
        let mut buffer: Vec<f64> = Vec::with_capacity(rows);
        for (scenario, records) in self.scenarios.iter().zip(runs) {
            let mut group = writer.next_row_group()?;
            write_text(&mut group, scenario, rows)?;
            for key in 1..KEYS {
                buffer.clear();
                for unit in units {
                    buffer.extend(self.period.days().map(|day| match key {
                        1 => f64::from(unit.draw),
                        2 => f64::from(unit.replicate),
                        _ => f64::from(day.number()),
                    }));
                }
                write_numbers(&mut group, &buffer, true)?;
            }
            for (number, column) in self.columns.iter().enumerate() {
                buffer.clear();
                for record in records {
                    buffer.extend_from_slice(record.column(number));
                }
                write_numbers(&mut group, &buffer, column.integer)
                    .map_err(|error| ParquetError::General(format!("column {}: {error}", column.name)))?;
            }
            group.close()?;
        }
        writer.into_inner()
    }

    /// Reads a block: one list of records per scenario of `wanted`, in its order.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if a byte is wrong, [`Fault::Foreign`] if the block belongs elsewhere.
    pub fn decode(
        &self,
        bytes: Vec<u8>,
        index: u32,
        units: &[Unit],
        wanted: &[usize],
    ) -> Result<Vec<Vec<Observations>>, Fault> {
        let bytes = verified(bytes)?;
        let reader = SerializedFileReader::new(Bytes::from(bytes))?;
        let found = reader
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .cloned()
            .unwrap_or_default();
        for (key, expected) in self.metadata(index, units) {
            let value = found
                .iter()
                .find(|pair| pair.key == key)
                .and_then(|pair| pair.value.clone());
            if value.as_deref() != Some(expected.as_str()) {
                let seen = value.unwrap_or_else(|| "nothing".to_owned());
                return Err(Fault::Foreign(format!(
                    "its {key} is {seen}, this study has {expected}"
                )));
            }
        }
        wanted
            .iter()
            .map(|&scenario| self.read_scenario(&reader, scenario, units.len()))
            .collect()
    }

    fn read_scenario(
        &self,
        reader: &SerializedFileReader<Bytes>,
        scenario: usize,
        units: usize,
    ) -> Result<Vec<Observations>, Fault> {
        let days = self.period.len_days();
        let group = reader.get_row_group(scenario)?;
        let mut values: Vec<Vec<f64>> = (0..units)
            .map(|_| Vec::with_capacity(days * self.columns.len()))
            .collect();
        for (number, column) in self.columns.iter().enumerate() {
            let numbers = read_numbers(group.as_ref(), KEYS + number, days * units, column.integer)?;
            for (unit, days) in values.iter_mut().zip(numbers.chunks(days)) {
                unit.extend_from_slice(days);
            }
        }
        values
            .into_iter()
            .map(|values| {
                Observations::from_columns(self.period, self.origins, values)
                    .ok_or_else(|| Fault::Damaged("the number of values does not fit the period".to_owned()))
            })
            .collect()
    }
}

/// Position of the hexadecimal digits of the file's checksum.
fn checksum_field(file: &[u8]) -> Option<usize> {
    let key = CHECKSUM_KEY.as_bytes();
    let from = file.windows(key.len()).rposition(|window| window == key)? + key.len();
    // Thrift puts a field header and a length of a few bytes between the key and its value.
    let gap = file[from..].iter().take(8).position(u8::is_ascii_hexdigit)?;
    (from + gap + ZEROS.len() <= file.len()).then_some(from + gap)
}

/// The bytes, if their checksum holds.
fn verified(mut file: Vec<u8>) -> Result<Vec<u8>, Fault> {
    let at = checksum_field(&file).ok_or_else(|| Fault::Damaged("it holds no checksum".to_owned()))?;
    let found = file[at..at + ZEROS.len()].to_vec();
    file[at..at + ZEROS.len()].copy_from_slice(ZEROS.as_bytes());
    if hex(&Sha256::digest(&file)).as_bytes() == found {
        Ok(file)
    } else {
        Err(Fault::Damaged("its bytes do not match its checksum".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observation::{FIXED_METRICS, Metric, columns};
    use crate::quantity::Day;
    use crate::random::{Purpose, Stream, samplers};

    fn layout(days: i32) -> Layout {
        let first = Day::from_number(17_532);
        Layout {
            study_digest: "0123".repeat(16),
            scenarios: vec!["baseline".to_owned(), "policy".to_owned()],
            columns: columns(&[]),
            period: Period::new(first, first.plus(days - 1)).unwrap(),
            origins: 0,
        }
    }

    /// Records with noise of about the size that the model writes.
    fn runs(layout: &Layout, units: &[Unit]) -> Vec<Vec<Observations>> {
        let days = layout.period.len_days();
        let record = |unit: &Unit| {
            let stream = Stream::new(9, unit.replicate);
            let values = (0..FIXED_METRICS * days).map(|at| {
                let uniform = stream.uniform(at as u32, 0, Purpose::LoadNoise, 0);
                if layout.columns[at / days].integer {
                    f64::from(samplers::geometric(uniform, 40.0))
                } else {
                    uniform
                }
            });
            Observations::from_columns(layout.period, 0, values.collect()).unwrap()
        };
        layout
            .scenarios
            .iter()
            .map(|_| units.iter().map(record).collect())
            .collect()
    }

    fn units(range: std::ops::Range<u32>) -> Vec<Unit> {
        range
            .map(|r| Unit {
                replicate: r,
                draw: r,
                weather_path: r,
            })
            .collect()
    }

    #[test]
    fn a_block_reads_back_to_the_bit_and_has_the_same_bytes_twice() {
        let (layout, units) = (layout(40), units(3..5));
        let runs = runs(&layout, &units);
        let bytes = layout.encode(1, &units, &runs).unwrap();
        assert_eq!(bytes, layout.encode(1, &units, &runs).unwrap());
        assert_eq!(layout.decode(bytes.clone(), 1, &units, &[0, 1]).unwrap(), runs);
        assert_eq!(layout.decode(bytes, 1, &units, &[1]).unwrap(), runs[1..]);
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_found() {
        let (layout, units) = (layout(3), units(0..1));
        let bytes = layout.encode(0, &units, &runs(&layout, &units)).unwrap();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert!(
                matches!(layout.decode(flipped, 0, &units, &[]), Err(Fault::Damaged(_))),
                "byte {at}"
            );
        }
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let cut = bytes[..length].to_vec();
            assert!(
                matches!(layout.decode(cut, 0, &units, &[]), Err(Fault::Damaged(_))),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn a_block_of_another_place_or_study_is_foreign() {
        let (layout, units) = (layout(3), units(0..2));
        let bytes = layout.encode(0, &units, &runs(&layout, &units)).unwrap();
        let mut other = layout.clone();
        other.study_digest = "f".repeat(64);
        for found in [
            layout.decode(bytes.clone(), 1, &units, &[]),
            layout.decode(bytes.clone(), 0, &units[..1], &[]),
            other.decode(bytes, 0, &units, &[]),
        ] {
            assert!(matches!(found, Err(Fault::Foreign(_))));
        }
    }

    #[test]
    fn a_fraction_in_a_count_is_refused() {
        let (layout, units) = (layout(2), units(0..1));
        let mut runs = runs(&layout, &units);
        runs[0][0].set(Metric::Arrivals, 1, 0.5);
        assert!(
            layout
                .encode(0, &units, &runs)
                .unwrap_err()
                .to_string()
                .contains("arrivals")
        );
    }

    /// Forty replicates of two scenarios over nine years stay within some tens of megabytes.
    #[test]
    fn nine_years_of_a_run_stay_below_half_a_megabyte() {
        let (layout, units) = (layout(3287), units(0..8));
        let bytes = layout.encode(0, &units, &runs(&layout, &units)).unwrap();
        assert!(bytes.len() / 16 < 500_000, "{} bytes a run", bytes.len() / 16);
    }
}
