package org.opendatagov.cdc.capture.values;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-02-08 10:00:00+00, 2026-02-08T10:00:00.000000Z",
        "2026-02-08 10:00:00.12+00, 2026-02-08T10:00:00.120000Z",
        "2026-02-08 10:00:00.123456+00, 2026-02-08T10:00:00.123456Z",
        // A session in another zone than UTC.
        "2026-03-29 03:30:00.5+02, 2026-03-29T01:30:00.500000Z",
        "2026-01-01 00:15:00-03:30, 2026-01-01T03:45:00.000000Z",
        "1890-01-01 00:53:28+00:53:28, 1890-01-01T00:00:00.000000Z",
        "0044-03-15 12:00:00+01 BC, -0043-03-15T11:00:00.000000Z",
        "0001-01-01 00:30:00+01, 0000-12-31T23:30:00.000000Z",
        "10000-01-01 00:00:00+00, +10000-01-01T00:00:00.000000Z",
        "infinity, infinity",
        "-infinity, -infinity"
    })
    void aTimestampWithZoneIsAnInstantInUtc(String text, String iso) {
        assertThat(IsoTimes.timestampWithZone(text, 6)).isEqualTo(iso);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-08 10:00:00, 0, 2026-02-08T10:00:00",
        "2026-02-08 10:00:00, 3, 2026-02-08T10:00:00.000",
        "2026-02-08 10:00:00.12, 6, 2026-02-08T10:00:00.120000",
        // More digits than the column is said to keep are no reason to cut.
        "2026-02-08 10:00:00.123456, 3, 2026-02-08T10:00:00.123456",
        "0044-03-15 12:00:00.5 BC, 3, -0043-03-15T12:00:00.500",
        "294276-12-31 23:59:59.999999, 6, +294276-12-31T23:59:59.999999",
        "infinity, 6, infinity"
    })
    void aTimestampWithoutZoneGetsNone(String text, int digits, String iso) {
        assertThat(IsoTimes.timestamp(text, digits)).isEqualTo(iso);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-08, 2026-02-08",
        "0044-03-15 BC, -0043-03-15",
        "0001-01-01 BC, 0000-01-01",
        "5874897-12-31, +5874897-12-31",
        "-infinity, -infinity"
    })
    void aDateHasAYearOfFourDigitsOrASign(String text, String iso) {
        assertThat(IsoTimes.date(text)).isEqualTo(iso);
    }

    @ParameterizedTest
    @CsvSource({
        "10:00:01.5+02, 10:00:01.500000+02:00",
        "24:00:00-05:30, 24:00:00.000000-05:30",
        "10:00:01+00, 10:00:01.000000Z",
        "10:00:01+15:59:59, 10:00:01.000000+15:59:59"
    })
    void aTimeWithZoneKeepsIt(String text, String iso) {
        assertThat(IsoTimes.timeWithZone(text, 6)).isEqualTo(iso);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "now", "-", "2026", "08/02/2026 10:00:00 CET", "2026-02-08 25:00:00+01", "2026-02-08 10:00"})
    void whatIsNoTimeStaysAsItIs(String text) {
        assertThat(IsoTimes.timestampWithZone(text, 6)).isEqualTo(text);
        assertThat(IsoTimes.date(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "-0043-03-15, 0044-03-15 BC",
        "0000-12-31T10:00:00Z, 0000-12-31T10:00:00Z",
        "-0043-03-15T12:00:00.500000Z, 0044-03-15T12:00:00.500000Z BC",
        "+10000-01-01, 10000-01-01",
        "2026-02-08, 2026-02-08",
        "-12.5, -12.5",
        "-1, -1",
        "+text, +text",
        "infinity, infinity"
    })
    void postgresqlReadsTheSameAgain(String iso, String text) {
        assertThat(IsoTimes.toPostgres(iso)).isEqualTo(text);
    }
}
