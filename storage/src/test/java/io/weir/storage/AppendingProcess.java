package io.weir.storage;

import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A process of its own that appends numbered rows until it is killed, and says on its output what is durable. */
final class AppendingProcess implements AutoCloseable {
    /** Small, so that a kill may come in the middle of a roll. */
    static final StoreOptions OPTIONS = new StoreOptions(300_000, Duration.ofMillis(50));

    /** Up to where the journal is durable: what the process says. */
    record Mark(long sequence, long rows) {
        static final Mark START = new Mark(0, 0);

        private static Mark of(String line) {
            String[] words = line.split(" ", -1);
            return new Mark(Long.parseLong(words[1]), Long.parseLong(words[2]));
        }
    }

    private final Process process;
    private final BufferedReader output;
    private Mark last = Mark.START;

    private AppendingProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static AppendingProcess start(Path dataDir) throws IOException {
        return new AppendingProcess(new ProcessBuilder(command(AppendingProcess.class, dataDir.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The command that runs another class of the tests with the options that this JVM has. */
    static List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("--") || option.startsWith("-Dchronicle")) {
                command.add(option);
            }
        }
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Waits until it has opened the journal; what it found there. */
    Mark begin() throws IOException {
        return next("begin ");
    }

    /** What it says next is durable. */
    Mark durable() throws IOException {
        return next("durable ");
    }

    private Mark next(String beginning) throws IOException {
        String line = output.readLine();
        if (line == null || !line.startsWith(beginning)) {
            throw new AssertionError("the process said " + line + " instead of " + beginning);
        }
        last = Mark.of(line);
        return last;
    }

    /** SIGKILL, now. Returns what it had said last before it died; the process would throw that away itself. */
    Mark kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            // The last one may be cut in the middle of a number.
            output.mark(1);
            if (output.read() >= 0) {
                output.reset();
                last = Mark.of(line);
            }
        }
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the process survives SIGKILL");
        }
        return last;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Row n of the journal has number n: batches of 1 to 50 rows, continuing where the journal ends. */
    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] args) {
        RowBatch batch = Stores.batch();
        Random random = new Random();
        try (JournalStore store = JournalStore.open(Path.of(args[0]), Stores.group(), Forcer.DISK, OPTIONS)) {
            Journal journal = store.journal("readings");
            long next = journal.positions().isEmpty()
                    ? 0
                    : journal.positions().get("press").get("plant-0");
            System.out.println("begin " + journal.appended() + " " + next);
            while (store.commit().failure() == null) {
                int rows = 1 + random.nextInt(50);
                long sequence = journal.append(Batches.counting(batch, next, rows));
                next += rows;
                long end = next;
                store.commit().afterDurable(() -> System.out.println("durable " + sequence + " " + end));
            }
        }
    }
}
