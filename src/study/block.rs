//! A block as a Parquet file: units of a study under all scenarios, one row per scenario, replicate and day.
//!
//! The bytes depend on the study and the block's units alone: no clock, no host, a fixed author, and a checksum. Who did what is a few hundred counts a run, not one row a day: it stands in the metadata
//! too, as JSON, so that a block stays one file of one kind of row and one rename makes all of it appear. This file neither opens nor names files.

use super::checksum;
use super::parquet_columns::{Numbers, read_numbers, schema, write_numbers, write_texts, write_whole};
use super::plan::{Study, Unit};
use super::transitions::Transitions;
use super::{StudyError, hex};
use crate::model::MODEL_VERSION;
use crate::model::observation::{Column, Observations};
use crate::quantity::{Day, Period};
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
/// How blocks are written; a block of another number is of another version of the program. 2: whole numbers packed and not
/// compressed again, a fast checksum.
const FORMAT: &str = "2";
/// Rows of a page: more than a block of any sensible size has, so that a column is one page.
const PAGE_ROWS: usize = 1 << 20;
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
            ("strait.format", FORMAT.to_owned()),
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
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).expect("1 is a level of zstd")))
            .set_statistics_enabled(EnabledStatistics::None)
            .set_offset_index_disabled(true)
            .set_data_page_row_count_limit(PAGE_ROWS)
            .set_dictionary_enabled(false)
            .set_column_dictionary_enabled(ColumnPath::from("scenario"), true)
            .set_column_dictionary_enabled(ColumnPath::from("structure"), true)
            .set_key_value_metadata(Some(pairs));
        for key in ["draw", "replicate", "date"] {
            builder = builder
                .set_column_encoding(ColumnPath::from(key), Encoding::DELTA_BINARY_PACKED)
                .set_column_statistics_enabled(ColumnPath::from(key), EnabledStatistics::Chunk);
        }
        for column in &self.columns {
            let path = ColumnPath::from(column.name.as_str());
            builder = if column.integer {
                // Packed differences hold little that zstd could find: a tenth of a block, for a third of its time.
                builder
                    .set_column_encoding(path.clone(), Encoding::DELTA_BINARY_PACKED)
                    .set_column_compression(path, Compression::UNCOMPRESSED)
            } else {
                builder.set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT)
            };
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
        let properties = Arc::new(self.properties(index, units, &content.outcomes));
        let mut writer = SerializedFileWriter::new(Vec::new(), schema(&self.columns)?, properties)?;
        for (scenario, records) in self.scenarios.iter().zip(&content.runs) {
            let mut group = writer.next_row_group()?;
            write_texts(&mut group, units.iter().map(|_| scenario.as_str()), days)?;
            for key in 1..KEYS {
                let of = |unit: &Unit, day: Day| match key {
                    1 => unit.draw as i32,
                    2 => unit.replicate as i32,
                    _ => day.number(),
                };
                let all = units.iter().flat_map(|unit| self.period.days().map(move |day| of(unit, day)));
                write_whole(&mut group, &all.collect::<Vec<i32>>())?;
            }
            for (number, column) in self.columns.iter().enumerate() {
                let parts: Vec<&[f64]> = records.iter().map(|record| record.column(number)).collect();
                write_numbers(&mut group, &parts, column.integer)
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
        let block = self.open(bytes, index, units)?;
        let runs = wanted.iter().map(|&scenario| self.read_scenario(&block, scenario, units.len()));
        Ok(Content { runs: runs.collect::<Result<_, _>>()?, outcomes: block.outcomes })
    }

    /// Looks at every byte of a block and opens it for reading column by column.
    ///
    /// # Errors
    /// As [`Layout::decode`].
    pub fn open(&self, bytes: Vec<u8>, index: u32, units: &[Unit]) -> Result<Open, Fault> {
        let bytes = Bytes::from(bytes);
        if let Err(reason) = checksum::verify(&bytes) {
            if checksum::is_there(&bytes) {
                return Err(Fault::Damaged(reason));
            }
            // Another version may have had another checksum: it is told from damage by what it says of itself.
            let reader = SerializedFileReader::new(bytes).map_err(|_| Fault::Damaged(reason.clone()))?;
            return Err(self.own_metadata(&reader, index, units).err().unwrap_or(Fault::Damaged(reason)));
        }
        let reader = SerializedFileReader::new(bytes.clone())?;
        let found = self.own_metadata(&reader, index, units)?;
        let text = found.iter().find(|pair| pair.key == OUTCOMES_KEY).and_then(|pair| pair.value.as_deref());
        let outcomes = text
            .and_then(|text| self.outcomes_of(text, units))
            .ok_or_else(|| Fault::Damaged("its counts of people by outcome do not fit its units".to_owned()))?;
        Ok(Open { bytes, outcomes, ..self.opened(Box::new(reader), units) })
    }

    /// Opens a block that was looked at before, to read some of its columns and nothing else of the file.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it cannot be decoded, [`Fault::Foreign`] if the block belongs elsewhere.
    pub fn open_again(&self, file: File, index: u32, units: &[Unit]) -> Result<Open, Fault> {
        let reader = SerializedFileReader::new(file)?;
        self.own_metadata(&reader, index, units)?;
        Ok(self.opened(Box::new(reader), units))
    }

    fn opened(&self, reader: Box<dyn FileReader>, units: &[Unit]) -> Open {
        let integers = self.columns.iter().map(|column| column.integer).collect();
        let rows = self.period.len_days() * units.len();
        Open { bytes: Bytes::new(), outcomes: Vec::new(), reader, integers, rows }
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

    fn read_scenario(&self, block: &Open, scenario: usize, units: usize) -> Result<Vec<Observations>, Fault> {
        let days = self.period.len_days();
        let mut values: Vec<Vec<f64>> = (0..units).map(|_| Vec::with_capacity(days * self.columns.len())).collect();
        for column in 0..self.columns.len() {
            let numbers = match block.column(scenario, column)? {
                Numbers::Whole(numbers) => numbers.into_iter().map(f64::from).collect(),
                Numbers::Decimal(numbers) => numbers,
            };
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

/// A block that can be read column by column.
pub struct Open {
    /// The whole file; empty if it was opened again.
    pub bytes: Bytes,
    /// As in [`Content`]; empty if it was opened again.
    pub outcomes: Vec<Vec<Option<Transitions>>>,
    reader: Box<dyn FileReader>,
    integers: Vec<bool>,
    rows: usize,
}

impl Open {
    /// A daily column of a scenario, unit after unit.
    ///
    /// # Errors
    /// [`Fault::Damaged`] if it cannot be decoded.
    pub fn column(&self, scenario: usize, column: usize) -> Result<Numbers, Fault> {
        let group = self.reader.get_row_group(scenario)?;
        Ok(read_numbers(group.as_ref(), KEYS + column, self.rows, self.integers[column])?)
    }
}

#[cfg(test)]
mod tests;
