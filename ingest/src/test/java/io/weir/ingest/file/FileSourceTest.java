package io.weir.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.FileSourceConfig.Order;
import io.weir.ingest.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Real files, read once, followed, rotated, emptied and read again by the next process. */
class FileSourceTest extends FileFixture {
    @Test
    void shouldReadFilesInTheOrderOfTheirNamesAndEachLineOnce() throws Exception {
        write("d/b.ndjson", lines(1000, 500));
        write("d/a.ndjson", lines(0, 1000) + "\n\r\n");
        write("d/c.ndjson", lines(1500, 100).stripTrailing()); // the last line has no end
        write("d/other.txt", "no");

        start(false, "d/*.ndjson");
        awaitDone();
        assertThat(sequences()).isEqualTo(range(0, 1600));
        assertThat(source.lagBytes()).hasValue(0);
        assertThat(journals.rows("readings", "press").get(0)).containsEntry("key", "a.ndjson");

        ingest.stop().get(30, TimeUnit.SECONDS);
        start(false, "d/*.ndjson");
        awaitDone();
        assertThat(sequences()).hasSize(1600);
        assertThat(stats().journaled()).isZero();
    }

    @Test
    void shouldHaveEachLineOnceWhenAProcessDiesInTheMiddle() throws Exception {
        write("a.ndjson", lines(0, 5000));
        write("b.ndjson", lines(5000, 5000));
        start(false, Order.TOGETHER, 0, 500, "*.ndjson");
        awaitRows(1);
        for (int death = 0; death < 5; death++) {
            journals.hold();
            awaitHeld(10_000);
            crash();
            start(false, death % 2 == 0 ? Order.NAME : Order.TOGETHER, 0, 500, "*.ndjson");
        }
        awaitDone();

        assertThat(sequences()).containsExactlyInAnyOrderElementsOf(range(0, 10_000));
    }

    @Test
    void shouldReadOnWhileAFileGrowsAndWaitForTheEndOfALine() throws Exception {
        write("press.log", lines(0, 10) + "{\"seq\":");
        start(true, "press.log");
        awaitRows(10);

        write("press.log", "10}");
        Await.until(PATIENCE, () -> "the partial line", () -> source.lagBytes().orElse(0) > 0);
        assertThat(sequences()).hasSize(10);

        write("press.log", "\n");
        awaitRows(11);
        write("press.log", lines(11, 3000));
        awaitRows(3011);

        assertThat(sequences()).isEqualTo(range(0, 3011));
        assertThat(source.isDone()).isFalse();
    }

    @Test
    void shouldFollowAFileThatIsRenamedWhileItsWriterGoesOn() throws Exception {
        Path log = dir.resolve("press.log");
        start(true, "press.log");
        try (OutputStream writer = Files.newOutputStream(log)) {
            writer.write(lines(0, 200).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            writer.flush();
            awaitRows(200);
            Files.move(log, dir.resolve("press.log.1"));
            writer.write(lines(200, 50).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        write("press.log", lines(250, 100));
        awaitRows(350);

        assertThat(sequences()).containsExactlyInAnyOrderElementsOf(range(0, 350));
    }

    @Test
    void shouldKnowARenamedFileAgainInTheNextProcess() throws Exception {
        write("press.log", lines(0, 100));
        start(true, "press.log*");
        awaitRows(100);
        ingest.stop().get(30, TimeUnit.SECONDS);
        write("press.log", lines(100, 100));
        Files.move(dir.resolve("press.log"), dir.resolve("press.log.1"));
        write("press.log", lines(200, 100));

        start(true, "press.log*");
        awaitRows(300);

        assertThat(sequences()).containsExactlyInAnyOrderElementsOf(range(0, 300));
    }

    @Test
    void shouldBeginAnewWithAFileThatWasEmptied() throws Exception {
        String heading = "# the same heading in every file, and long enough to be all that the file is known by first: "
                + "x".repeat(2000) + "\n";
        Path log = write("press.log", heading + lines(0, 300));
        start(true, Order.NAME, 1, 200_000, "press.log");
        awaitRows(300);

        Files.writeString(log, heading + lines(300, 10), StandardOpenOption.TRUNCATE_EXISTING);
        awaitRows(310);
        ingest.stop().get(30, TimeUnit.SECONDS);
        start(true, Order.NAME, 1, 200_000, "press.log");
        write("press.log", lines(310, 300));
        awaitRows(610);

        assertThat(sequences()).isEqualTo(range(0, 610));
        assertThat(stats().deadLetterCount()).isZero();
    }

    @Test
    void shouldReadGzipFilesWholeAndGoOnInTheirMiddle() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(dir.resolve(i + ".ndjson.gz")))) {
                out.write(lines(i * 4000, 4000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        start(false, Order.NAME, 0, 500, "*.gz");
        awaitRows(1000);
        journals.hold();
        awaitHeld(12_000);
        crash();
        start(false, "*.gz");
        awaitDone();

        assertThat(sequences()).isEqualTo(range(0, 12_000));
    }

    @Test
    void shouldWaitForTheRestOfAGzipFile() throws Exception {
        Path whole = dir.resolve("whole");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
            out.write(lines(0, 3000).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(whole);
        Path file = dir.resolve("a.gz");
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        start(false, "a.gz");
        Await.until(PATIENCE, () -> "trouble", () -> !source.stats().lastError().isEmpty());
        assertThat(source.isDone()).isFalse();

        Files.write(
                file, java.util.Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length), StandardOpenOption.APPEND);
        awaitDone();

        assertThat(sequences()).isEqualTo(range(0, 3000));
    }

    @Test
    void shouldMakeDeadLettersOfLinesThatAreTooLongOrWrong() throws Exception {
        String tooLong = "{\"seq\":7,\"x\":\"" + "y".repeat(300_000) + "\"}";
        write("a.ndjson", lines(0, 5) + tooLong + "\n" + lines(5, 1) + "nonsense\r\n" + lines(6, 3));

        start(false, "a.ndjson");
        awaitDone();

        assertThat(sequences()).isEqualTo(range(0, 9));
        assertThat(journals.rows("dead_letters", "dead_letters"))
                .extracting(row -> row.get("reason"), row -> row.get("size"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("payload_too_large", (long) tooLong.length()),
                        org.assertj.core.groups.Tuple.tuple("invalid_json", 8L));
        assertThat(stats().received()).isEqualTo(11).isEqualTo(stats().journaled() + stats().deadLetterCount());
    }

    @Test
    void shouldStopReadingWhileTheJournalIsStalled() throws Exception {
        write("a.ndjson", lines(0, 50_000));
        journals.hold();
        start(false, Order.NAME, 0, 1000, "a.ndjson");

        Await.until(PATIENCE, () -> "held back", () -> source.stats().paused());
        long taken = source.stats().received();
        assertThat(taken).isBetween(1000L, 6000L);
        assertThat(source.lagBytes().orElse(0)).isPositive();

        journals.release();
        awaitDone();
        assertThat(sequences()).isEqualTo(range(0, 50_000));
    }

    @Test
    void shouldWaitForFilesToAppear() throws Exception {
        start(false, "later/*.ndjson");
        Await.until(PATIENCE, () -> "says so", () -> source.stats().lastError().contains("no file matches"));
        assertThat(source.stats().connected()).isFalse();

        Files.createDirectories(dir.resolve("later"));
        write("hidden", lines(0, 10));
        Files.move(dir.resolve("hidden"), dir.resolve("later/a.ndjson"));
        awaitDone();

        assertThat(sequences()).isEqualTo(range(0, 10));
    }

    @Test
    void shouldCutLinesLikeAReferenceWhateverTheReads() throws Exception {
        long seed = System.nanoTime();
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append("z".repeat(random.nextInt(10) == 0 ? random.nextInt(5000) : random.nextInt(30)))
                        .append(random.nextInt(5) == 0 ? "\r\n" : "\n");
            }
            text.append("rest");
            byte[] bytes = text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(cut(bytes, random)).as("seed %d", seed).isEqualTo(reference(text.toString()));
        }
    }

    private static List<String> cut(byte[] bytes, java.util.SplittableRandom random) throws IOException {
        LineReader reader = new LineReader(
                new java.io.ByteArrayInputStream(bytes) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(length, 1 + random.nextInt(700)));
                    }
                },
                0,
                1,
                100);
        List<String> lines = new ArrayList<>();
        while (!reader.isAtEnd() || reader.count() > 0) {
            reader.read();
            take(reader, lines);
        }
        assertThat(reader.readTo()).isEqualTo(bytes.length);
        reader.finish();
        take(reader, lines);
        return lines;
    }

    private static void take(LineReader reader, List<String> lines) {
        for (int i = 0; i < reader.count(); i++) {
            lines.add(reader.size(i) + "/" + reader.length(i) + "@" + reader.last(i));
        }
    }

    private static List<String> reference(String text) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        boolean skip = true;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            int next = newline < 0 ? text.length() : newline + 1;
            String line = text.substring(from, newline < 0 ? next : newline);
            if (line.endsWith("\r") && line.length() <= 100) {
                line = line.substring(0, line.length() - 1);
            }
            if (!skip && !line.isBlank()) {
                lines.add(line.length() + "/" + Math.min(100, line.length()) + "@" + (next - 1));
            }
            skip = false;
            from = next;
        }
        return lines;
    }
}
