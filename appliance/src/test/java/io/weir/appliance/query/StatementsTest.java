package io.weir.appliance.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {
    @Test
    void shouldDivideAtTheSemicolonsBetweenStatements() {
        Statements.Split split = Statements.split("SELECT 1; ;\n-- a; b\nSELECT 2 /* ; /* ; */ ; */; SELECT 3");

        assertThat(split.complete()).containsExactly("SELECT 1", "-- a; b\nSELECT 2 /* ; /* ; */ ; */");
        assertThat(split.rest()).isEqualTo("SELECT 3");
        assertThat(split.open()).isFalse();
        assertThat(split.all()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'a;b'",
                "SELECT 'it''s; so'",
                "SELECT E'it\\'s; so'",
                "SELECT E'a''b\\'; c'",
                "SELECT \"a;\"\"b;\"",
                "SELECT $$a;b$$",
                "SELECT $tag$a; $$ ;b$tag$",
                "SELECT $1, name'a;'"
            })
    void shouldLeaveSemicolonsWithinTextsAndNamesAlone(String sql) {
        assertThat(Statements.split(sql + ";").complete()).containsExactly(sql);
        assertThat(Statements.split(sql).rest()).isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT 'a;", "SELECT \"a;", "SELECT 1 /* ;", "SELECT $x$ ; $$", "SELECT E'\\';"})
    void shouldTellThatSomethingHasNotEnded(String sql) {
        assertThat(Statements.split(sql).complete()).isEmpty();
        assertThat(Statements.split(sql).open()).isTrue();
    }

    @Test
    void shouldFindNothingInBlanksAndComments() {
        assertThat(Statements.split(" ; -- nothing\n ;; /* ; */").all()).isEmpty();
    }
}
