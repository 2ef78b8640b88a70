package io.weir.storage;

import io.weir.model.RowBatch;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A process of its own that follows the readings of a data directory and says how many rows it has. */
final class ReadingProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ReadingProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param prefix what runs the command, for example as another user */
    static ReadingProcess start(List<String> prefix, String classPath, Path dataDir) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (option.startsWith("--") || option.startsWith("-Dchronicle")) {
                command.add(option);
            }
        }
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath));
        command.addAll(List.of(ReadingProcess.class.getName(), dataDir.toString()));
        return new ReadingProcess(new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The class path of this process copied to where every user may read it. */
    static String copyClassPath(Path target) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry);
            Path to = target.resolve(copies.size() + "-" + from.getFileName());
            if (Files.isDirectory(from)) {
                DamageTest.copy(from, to);
            } else if (Files.exists(from)) {
                Files.copy(from, to);
            }
            copies.add(to.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    /** What it says next; null once it has ended. */
    @Nullable String line() throws IOException {
        return output.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] args) {
        try (ReadOnlyStore store = ReadOnlyStore.open(Path.of(args[0]));
                JournalReader reader = store.reader("readings", 0)) {
            System.out.println("user " + System.getProperty("user.name") + " " + Files.isWritable(Path.of(args[0])));
            long rows = 0;
            while (true) {
                long before = rows;
                for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
                    rows += batch.rowCount();
                }
                if (rows > before) {
                    System.out.println("rows " + rows + " " + reader.skippedDocuments());
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
