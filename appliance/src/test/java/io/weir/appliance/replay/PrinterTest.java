package io.weir.appliance.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrinterTest {
    private static final Schema PRESS = new Schema(
            Schema.Kind.STREAM,
            "press",
            List.of(
                    new Field("temp", FieldType.DOUBLE),
                    new Field("rpm", FieldType.LONG),
                    new Field("on", FieldType.BOOL),
                    new Field("note", FieldType.STRING),
                    new Field("seen", FieldType.TIMESTAMP)));
    private static final long TEN = EventTime.parseIso("2026-11-22T10:00:00Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void shouldPrintAStreamsRowsAsJsonInSchemaOrder() {
        RowPrinter printer = new NdjsonPrinter(out);
        assertThat(print(printer, rows()))
                .isEqualTo("{\"time\":\"2026-11-22T10:00:00Z\",\"key\":\"p,7\",\"temp\":21.5,\"rpm\":-3,\"on\":true,"
                        + "\"note\":\"say \\\"hi\\\"\\nü\",\"seen\":\"2026-11-22T10:00:00.000000001Z\"}\n"
                        + "{\"time\":\"2026-11-22T10:00:00.250Z\",\"key\":\"p8\",\"temp\":null,\"rpm\":null,\"on\":null,"
                        + "\"note\":null,\"seen\":null}\n");
    }

    @Test
    void shouldPrintWhatJsonCannotWriteAsNull() {
        RowBatch batch = new RowBatch(PRESS, 1);
        batch.startRow(TEN, TEN, batch.dictionary().intern("k"), 0);
        batch.setDouble(0, Double.POSITIVE_INFINITY);
        batch.commitRow();
        assertThat(print(new NdjsonPrinter(out), batch)).contains("\"temp\":null");
    }

    @Test
    void shouldPrintResultsWithoutTimeAndKey() {
        Schema result = new Schema(
                Schema.Kind.RESULT,
                "press_1m",
                List.of(new Field("window_start", FieldType.TIMESTAMP), new Field("n", FieldType.LONG)));
        RowBatch batch = new RowBatch(result, 1);
        batch.startRow(TEN, TEN, batch.dictionary().intern("k"), 0);
        batch.setLong(0, TEN);
        batch.setLong(1, 5);
        batch.commitRow();
        assertThat(print(new NdjsonPrinter(out), batch))
                .isEqualTo("{\"window_start\":\"2026-11-22T10:00:00Z\",\"n\":5}\n");
        out.reset();
        assertThat(print(new CsvPrinter(out, result), batch)).isEqualTo("window_start,n\n2026-11-22T10:00:00Z,5\n");
    }

    @Test
    void shouldPrintCsvWithQuotesWhereNeeded() {
        assertThat(print(new CsvPrinter(out, PRESS), rows()))
                .isEqualTo("time,key,temp,rpm,on,note,seen\n"
                        + "2026-11-22T10:00:00Z,\"p,7\",21.5,-3,true,\"say \"\"hi\"\"\nü\",2026-11-22T10:00:00.000000001Z\n"
                        + "2026-11-22T10:00:00.250Z,p8,,,,,\n");
    }

    @Test
    void shouldPrintTheCsvHeaderEvenWithoutRows() {
        assertThat(print(new CsvPrinter(out, PRESS), new RowBatch(PRESS, 1)))
                .isEqualTo("time,key,temp,rpm,on,note,seen\n");
    }

    @Test
    void shouldSelectByTimeAndKey() {
        RowBatch batch = rows();
        RowSelection half = new RowSelection("press", TEN, TEN + 250_000_000, KeyFilter.ALL);
        assertThat(half.matches(batch, 0)).isTrue();
        assertThat(half.matches(batch, 1)).as("the end is exclusive").isFalse();
        assertThat(new RowSelection("press", Long.MIN_VALUE, Long.MAX_VALUE, KeyFilter.of(List.of("p8")))
                        .matches(batch, 0))
                .isFalse();
        assertThat(new RowSelection("pres", 0, 0, KeyFilter.ALL).matches(batch)).isFalse();
    }

    @Test
    void shouldSelectKeysByPatterns() {
        KeyFilter filter = KeyFilter.of(List.of("p7", "north/*-line.?", "*[x]"));
        for (String key : List.of("p7", "north/press-line.1", "north/-line.\n", "[x]", "a[x]")) {
            assertThat(filter.matches(key)).as(key).isTrue();
        }
        for (String key : List.of("p71", "north/press-line.", "north/press-lineX1", "x", "")) {
            assertThat(filter.matches(key)).as(key).isFalse();
        }
        assertThat(KeyFilter.of(List.of("*")).matches("")).isTrue();
        assertThat(KeyFilter.ALL.matches("anything")).isTrue();
    }

    private String print(RowPrinter printer, RowBatch batch) {
        try {
            for (int row = 0; row < batch.rowCount(); row++) {
                printer.print(batch, row);
            }
            printer.flush();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static RowBatch rows() {
        RowBatch batch = new RowBatch(PRESS, 2);
        batch.startRow(
                TEN, TEN, batch.dictionary().intern("p,7"), batch.partitions().intern("plant"));
        batch.setDouble(0, 21.5);
        batch.setLong(1, -3);
        batch.setBool(2, true);
        batch.setString(3, batch.dictionary().intern("say \"hi\"\nü"));
        batch.setLong(4, TEN + 1);
        batch.commitRow();
        batch.startRow(TEN + 250_000_000, TEN, batch.dictionary().intern("p8"), 0);
        batch.commitRow();
        return batch;
    }
}
