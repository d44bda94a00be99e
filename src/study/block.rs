//! A block as a Parquet file: units of a study under all scenarios, one row per scenario, replicate and day.
//!
//! The bytes depend on the study and the block's units alone: no clock, no host, a fixed author, and a checksum. Who did what is a few hundred counts a run, not one row a day: it stands in the metadata
//! too, as JSON, so that a block stays one file of one kind of row and one rename makes all of it appear. This file neither opens nor names files.

use super::checksum;
use super::parquet_columns::{read_numbers, schema, write_numbers, write_texts};
use super::plan::{Study, Unit};
use super::transitions::Transitions;
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
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::sync::Arc;

/// Columns before the metrics: scenario, draw, replicate, date.
const KEYS: usize = 4;
const OUTCOMES_KEY: &str = "strait.outcomes";

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

/// What a block holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// One list a scenario, one record a unit.
    pub runs: Vec<Vec<Observations>>,
    /// One list a policy, one entry a unit; `None` where policy and baseline are not of the same people.
    pub outcomes: Vec<Vec<Option<Transitions>>>,
}

/// Who did what in one run of a policy, as the metadata write it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    scenario: String,
    structure: String,
    replicate: u32,
    counts: Option<Transitions>,
}

/// What all blocks of a study share.
#[derive(Debug, Clone)]
pub struct Layout {
    study_digest: String,
    scenarios: Vec<String>,
    structures: Vec<String>,
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
            structures: (0..study.structure_count()).map(|structure| study.structure_name(structure)).collect(),
            columns: study.columns(),
            period: study.period(),
            origins: study.origin_count(),
        }
    }

    fn metadata(&self, index: u32, units: &[Unit]) -> Vec<(String, String)> {
        let (first, structure) = units.first().map_or((0, 0), |unit| (unit.replicate, unit.structure));
        [
            ("strait.study_digest", self.study_digest.clone()),
            ("strait.model_version", MODEL_VERSION.to_string()),
            ("strait.block", index.to_string()),
            ("strait.units", format!("{} from replicate {first} of structure {structure}", units.len())),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .to_vec()
    }

    /// The outcomes as text, policy by policy and unit by unit.
    fn outcomes_text(&self, units: &[Unit], outcomes: &[Vec<Option<Transitions>>]) -> String {
        let mut all = Vec::new();
        for (scenario, of_policy) in self.scenarios.iter().skip(1).zip(outcomes) {
            for (unit, counts) in units.iter().zip(of_policy) {
                let structure = self.structures[unit.structure as usize].clone();
                let (scenario, counts) = (scenario.clone(), counts.clone());
                all.push(Written { scenario, structure, replicate: unit.replicate, counts });
            }
        }
        serde_json::to_string(&all).expect("a list of names and counts is JSON")
    }

    /// Reads the text back; `None` if it does not fit the units.
    fn outcomes_of(&self, text: &str, units: &[Unit]) -> Option<Vec<Vec<Option<Transitions>>>> {
        let all: Vec<Written> = serde_json::from_str(text).ok()?;
        let policies = self.scenarios.get(1..).unwrap_or_default();
        if all.len() != policies.len() * units.len() {
            return None;
        }
        let mut all = all.into_iter();
        let mut next = |scenario: &String, unit: &Unit| {
            let one = all.next()?;
            let structure = self.structures.get(unit.structure as usize)?;
            let fits = one.scenario == *scenario && one.structure == *structure && one.replicate == unit.replicate;
            fits.then_some(one.counts)
        };
        policies.iter().map(|scenario| units.iter().map(|unit| next(scenario, unit)).collect()).collect()
    }

    fn properties(&self, index: u32, units: &[Unit], outcomes: &[Vec<Option<Transitions>>]) -> WriterProperties {
        let mut pairs: Vec<KeyValue> =
            self.metadata(index, units).into_iter().map(|(key, value)| KeyValue::new(key, value)).collect();
        pairs.push(KeyValue::new(OUTCOMES_KEY.to_owned(), self.outcomes_text(units, outcomes)));
        pairs.push(KeyValue::new(checksum::KEY.to_owned(), checksum::ZEROS.to_owned()));
        let mut builder = WriterProperties::builder()
            .set_created_by("strait".to_owned())
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).expect("3 is a level of zstd")))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_dictionary_enabled(false)
            .set_column_dictionary_enabled(ColumnPath::from("scenario"), true)
            .set_column_dictionary_enabled(ColumnPath::from("structure"), true)
            .set_key_value_metadata(Some(pairs));
        for key in ["draw", "replicate", "date"] {
            builder = builder.set_column_encoding(ColumnPath::from(key), Encoding::DELTA_BINARY_PACKED);
        }
        for column in &self.columns {
            let encoding = if column.integer { Encoding::DELTA_BINARY_PACKED } else { Encoding::BYTE_STREAM_SPLIT };
            builder = builder.set_column_encoding(ColumnPath::from(column.name.as_str()), encoding);
        }
        builder.build()
    }

    /// The bytes of a block.
    ///
    /// # Errors
    /// [`StudyError::Block`] if an integer column holds a value that is not a whole number, which is a bug of the model.
    pub fn encode(&self, index: u32, units: &[Unit], content: &Content) -> Result<Vec<u8>, StudyError> {
        let failed = |reason: String| StudyError::Block { index, reason };
        let file = self.write(index, units, content).map_err(|error| failed(error.to_string()))?;
        checksum::seal(file).ok_or_else(|| failed("the footer lost its checksum field".to_owned()))
    }

    fn write(&self, index: u32, units: &[Unit], content: &Content) -> Result<Vec<u8>, ParquetError> {
        let days = self.period.len_days();
        let rows = days * units.len();
        let properties = Arc::new(self.properties(index, units, &content.outcomes));
        let mut writer = SerializedFileWriter::new(Vec::new(), schema(&self.columns)?, properties)?;
        let mut buffer: Vec<f64> = Vec::with_capacity(rows);
        for (scenario, records) in self.scenarios.iter().zip(&content.runs) {
            let mut group = writer.next_row_group()?;
            write_texts(&mut group, units.iter().map(|_| scenario.as_str()), days)?;
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
            let structures = units.iter().map(|unit| self.structures[unit.structure as usize].as_str());
            write_texts(&mut group, structures, days)?;
            group.close()?;
        }
        writer.into_inner()
    }

    /// Reads a block: who did what, and one list of records per scenario of `wanted`, in its order.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if a byte is wrong, [`Fault::Foreign`] if the block belongs elsewhere.
    pub fn decode(&self, bytes: Vec<u8>, index: u32, units: &[Unit], wanted: &[usize]) -> Result<Content, Fault> {
        let bytes = checksum::verified(bytes).map_err(Fault::Damaged)?;
        let reader = SerializedFileReader::new(Bytes::from(bytes))?;
        let found = self.own_metadata(&reader, index, units)?;
        let text = found.iter().find(|pair| pair.key == OUTCOMES_KEY).and_then(|pair| pair.value.as_deref());
        let outcomes = text
            .and_then(|text| self.outcomes_of(text, units))
            .ok_or_else(|| Fault::Damaged("its counts of people by outcome do not fit its units".to_owned()))?;
        let runs = wanted.iter().map(|&scenario| self.read_scenario(&reader, scenario, units.len()));
        Ok(Content { runs: runs.collect::<Result<_, _>>()?, outcomes })
    }

    /// Reads some columns of one scenario, unit after unit, and nothing else of the file: so neither its checksum.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it cannot be decoded, [`Fault::Foreign`] if the block belongs elsewhere.
    pub fn decode_columns(
        &self,
        file: File,
        index: u32,
        units: &[Unit],
        scenario: usize,
        columns: &[usize],
    ) -> Result<Vec<Vec<f64>>, Fault> {
        let reader = SerializedFileReader::new(file)?;
        self.own_metadata(&reader, index, units)?;
        let group = reader.get_row_group(scenario)?;
        let rows = self.period.len_days() * units.len();
        let read = |&column: &usize| read_numbers(group.as_ref(), KEYS + column, rows, self.columns[column].integer);
        columns.iter().map(read).collect::<Result<_, _>>().map_err(Fault::from)
    }

    /// The metadata, if they say that this is the block that was asked for.
    fn own_metadata(&self, reader: &impl FileReader, index: u32, units: &[Unit]) -> Result<Vec<KeyValue>, Fault> {
        let found = reader.metadata().file_metadata().key_value_metadata().cloned().unwrap_or_default();
        for (key, expected) in self.metadata(index, units) {
            let value = found.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.clone());
            if value.as_deref() != Some(expected.as_str()) {
                let seen = value.unwrap_or_else(|| "nothing".to_owned());
                return Err(Fault::Foreign(format!("its {key} is {seen}, this study has {expected}")));
            }
        }
        Ok(found)
    }

    fn read_scenario(
        &self,
        reader: &SerializedFileReader<Bytes>,
        scenario: usize,
        units: usize,
    ) -> Result<Vec<Observations>, Fault> {
        let days = self.period.len_days();
        let group = reader.get_row_group(scenario)?;
        let mut values: Vec<Vec<f64>> = (0..units).map(|_| Vec::with_capacity(days * self.columns.len())).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observation::{FIXED_METRICS, Metric, columns};
    use crate::model::state::fates::Fates;
    use crate::quantity::Day;
    use crate::random::{Purpose, Stream, samplers};

    fn layout(days: i32) -> Layout {
        let first = Day::from_number(17_532);
        Layout {
            study_digest: "0123".repeat(16),
            scenarios: vec!["baseline".to_owned(), "policy".to_owned()],
            structures: vec!["scenario".to_owned(), "capacity=ces".to_owned()],
            columns: columns(&[]),
            period: Period::new(first, first.plus(days - 1)).unwrap(),
            origins: 0,
        }
    }

    /// Records with noise of about the size that the model writes.
    fn content(layout: &Layout, units: &[Unit]) -> Content {
        let days = layout.period.len_days();
        let record = |unit: &Unit| {
            let stream = Stream::new(9, unit.replicate);
            let values = (0..FIXED_METRICS * days).map(|at| {
                let uniform = stream.uniform(at as u32, 0, Purpose::LoadNoise, 0);
                if layout.columns[at / days].integer { f64::from(samplers::geometric(uniform, 40.0)) } else { uniform }
            });
            Observations::from_columns(layout.period, 0, values.collect()).unwrap()
        };
        let counts = |unit: &Unit| {
            let mut counts = Transitions::between(&Fates::default(), &Fates::default(), 0).unwrap();
            counts.people[6][0] = 1000 + unit.replicate;
            counts.both.delay_days = u64::from(unit.replicate) << 33;
            (unit.replicate != 4).then_some(counts)
        };
        Content {
            runs: layout.scenarios.iter().map(|_| units.iter().map(record).collect()).collect(),
            outcomes: vec![units.iter().map(counts).collect()],
        }
    }

    fn units(range: std::ops::Range<u32>) -> Vec<Unit> {
        range.map(|r| Unit { replicate: r, draw: r, weather_path: r, structure: r % 2 }).collect()
    }

    #[test]
    fn a_block_reads_back_to_the_bit_and_has_the_same_bytes_twice() {
        let (layout, units) = (layout(40), units(3..5));
        let content = content(&layout, &units);
        let bytes = layout.encode(1, &units, &content).unwrap();
        assert_eq!(bytes, layout.encode(1, &units, &content).unwrap());
        assert_eq!(layout.decode(bytes.clone(), 1, &units, &[0, 1]).unwrap(), content);
        let policy = layout.decode(bytes, 1, &units, &[1]).unwrap();
        assert_eq!((policy.runs, policy.outcomes), (content.runs[1..].to_vec(), content.outcomes));
    }

    #[test]
    fn every_flipped_byte_and_every_cut_is_found() {
        let (layout, units) = (layout(3), units(0..1));
        let bytes = layout.encode(0, &units, &content(&layout, &units)).unwrap();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert!(matches!(layout.decode(flipped, 0, &units, &[]), Err(Fault::Damaged(_))), "byte {at}");
        }
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let cut = bytes[..length].to_vec();
            assert!(matches!(layout.decode(cut, 0, &units, &[]), Err(Fault::Damaged(_))), "{length} bytes");
        }
    }

    #[test]
    fn a_block_of_another_place_or_study_is_foreign() {
        let (layout, units) = (layout(3), units(0..2));
        let bytes = layout.encode(0, &units, &content(&layout, &units)).unwrap();
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
        let mut content = content(&layout, &units);
        content.runs[0][0].set(Metric::Arrivals, 1, 0.5);
        assert!(layout.encode(0, &units, &content).unwrap_err().to_string().contains("arrivals"));
    }

    /// Forty replicates of two scenarios over nine years stay within some tens of megabytes.
    #[test]
    fn nine_years_of_a_run_stay_below_half_a_megabyte() {
        let (layout, units) = (layout(3287), units(0..8));
        let bytes = layout.encode(0, &units, &content(&layout, &units)).unwrap();
        assert!(bytes.len() / 16 < 500_000, "{} bytes a run", bytes.len() / 16);
    }
}
