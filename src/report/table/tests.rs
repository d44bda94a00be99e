//! Tests of tables.

use super::*;

#[test]
fn numbers_read_back_to_the_same_bits() {
    for number in [0.1, 1.0 / 3.0, 5.0, -2.5e-9, 1e300, f64::MIN_POSITIVE, 123_456_789.123, 1e17, 1e-5] {
        let text = decimal_text(number);
        assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
        assert!(text.contains(['.', 'e']), "{text} looks like a whole number");
    }
    assert_eq!((decimal_text(-0.0), count_text(-0.0)), ("0.0".to_owned(), "0".to_owned()));
    assert_eq!((decimal_text(45.0), count_text(45.0)), ("45.0".to_owned(), "45".to_owned()));
}

#[test]
fn counts_are_written_as_the_standard_library_writes_them() {
    let mut state = 1_u64;
    for turn in 0..400_000 {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let bits = state ^ (state >> 29);
        let number = match turn % 3 {
            0 => f64::from_bits(bits),
            1 => (bits >> 40) as f64 / 7.0,
            _ => (bits >> (bits & 63)) as f64,
        };
        for number in [number, -number] {
            assert_eq!(count_text(number), format!("{}", number + 0.0));
        }
    }
}

#[test]
fn the_first_row_tells_the_type_of_each_column() {
    let fields = vec![
        Field::new("period", Kind::Text, "", "Period."),
        Field::new("count", Kind::Integer, "people", "Count."),
        Field::new("value", Kind::Number, "people", "Value."),
    ];
    let mut table = Table::new("a.csv", "A table.", 1, fields);
    for (period, value) in [("2019", 0.5), ("total", 2.0), ("2018", 0.25), ("from_origin", 1.0)] {
        table.push(vec![period.into(), (4.0 * value).into(), value.into()]);
    }
    table.push(vec!["2020".into(), 3u32.into(), 3u32.into()]);
    let text = "period,count,value\nfrom_origin,4,1.0\ntotal,8,2.0\n2018,1,0.25\n2019,2,0.5\n2020,3,3.0\n";
    assert_eq!(table.take_csv(), text);
}

#[test]
fn rows_are_sorted_quoted_and_missing_is_empty() {
    let fields = vec![
        Field::new("name", Kind::Text, "", "Name."),
        Field::new("year", Kind::Integer, "", "Year."),
        Field::new("value", Kind::Number, "people", "Value.").optional(),
    ];
    let mut table = Table::new("a.csv", "A table.", 2, fields);
    table.push(vec!["b".into(), 2u32.into(), f64::NAN.into()]);
    table.push(vec!["a, \"b\"".into(), 10u32.into(), 0.5.into()]);
    table.push(vec!["b".into(), 1u32.into(), 2.0.into()]);
    assert_eq!(table.take_csv(), "name,year,value\n\"a, \"\"b\"\"\",10,0.5\nb,1,2.0\nb,2,\n");
}
