package io.weir.appliance.cli;

import io.weir.appliance.query.Printers;
import io.weir.appliance.query.QueryFailed;
import io.weir.appliance.query.QuerySession;
import io.weir.appliance.query.Statements;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The prompt of {@code weir query}: SQL that ends with a semicolon, over several lines if need be, and a few commands that
 * begin with a backslash. Ctrl-C ends a query, or drops what is being typed; Ctrl-D ends the prompt.
 */
final class QueryPrompt {
    private static final String PROMPT = "weir> ";
    private static final String MORE = "  ... ";
    private static final List<String> KEYWORDS = List.of(
            "SELECT FROM WHERE GROUP BY ORDER LIMIT HAVING WITH AS AND OR NOT NULL IS IN BETWEEN LIKE CASE WHEN THEN ELSE"
                    .split(" ", -1));
    private static final List<String> MORE_KEYWORDS =
            List.of("END JOIN LEFT ASOF USING ON UNION ALL DISTINCT INTERVAL DESC ASC DESCRIBE OVER PARTITION QUALIFY"
                    .split(" ", -1));
    private static final String HELP = """
            SQL that ends with ;   is run
            \\d                     the tables
            \\d NAME                the columns of a table
            \\timing                how long each statement takes: on, off
            \\q                     leaves, as Ctrl-D does
            Ctrl-C                 ends a query
            """;

    private final QuerySession session;
    private final Printers format;
    private boolean timing = true;

    QueryPrompt(QuerySession session, Printers format) {
        this.session = session;
        this.format = format;
    }

    int run() throws IOException {
        try (Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .dumb(true)
                .encoding(StandardCharsets.UTF_8)
                .build()) {
            if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
                return script(System.in);
            }
            terminal.handle(Signal.INT, signal -> session.cancel());
            converse(terminal);
            return ExitCode.OK;
        }
    }

    /** Without a terminal, standard input is the SQL. */
    private int script(InputStream in) throws IOException {
        String sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (String statement : Statements.split(sql).all()) {
            try {
                QueryRun.run(session, statement, List.of(), System.out, format);
            } catch (IOException e) {
                return StandardOutput.ended(e);
            }
        }
        return ExitCode.OK;
    }

    private void converse(Terminal terminal) {
        DefaultParser words = new DefaultParser();
        words.setEofOnUnclosedQuote(false);
        words.setEscapeChars(new char[0]);
        List<Candidate> candidates = candidates();
        LineReader reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .parser(words)
                .completer((line, parsed, into) -> into.addAll(candidates))
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        Path history = Path.of(System.getProperty("user.home"), ".weir_query_history");
        if (Files.isWritable(history) || Files.isWritable(history.resolveSibling(""))) {
            reader.setVariable(LineReader.HISTORY_FILE, history);
        }
        terminal.writer().println("SQL over the journals; \\? for help, \\q to leave");
        StringBuilder typed = new StringBuilder();
        while (true) {
            try {
                String line = reader.readLine(typed.length() == 0 ? PROMPT : MORE);
                if (typed.length() == 0 && line.strip().startsWith("\\")) {
                    if (!command(line.strip(), terminal.writer())) {
                        return;
                    }
                    continue;
                }
                typed.append(line).append('\n');
                Statements.Split split = Statements.split(typed.toString());
                if (split.open()) {
                    continue;
                }
                typed.setLength(0);
                typed.append(split.rest().isEmpty() ? "" : split.rest() + "\n");
                for (String statement : split.complete()) {
                    execute(statement, terminal);
                }
            } catch (UserInterruptException e) {
                typed.setLength(0);
            } catch (EndOfFileException e) {
                return;
            }
        }
    }

    private List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (String table : session.tables()) {
            candidates.add(candidate(table, "tables"));
            session.columns(table).forEach(column -> candidates.add(candidate(column, "columns")));
        }
        session.functions().forEach(name -> candidates.add(candidate(name, "functions")));
        KEYWORDS.forEach(word -> candidates.add(candidate(word.toLowerCase(Locale.ROOT), "keywords")));
        MORE_KEYWORDS.forEach(word -> candidates.add(candidate(word.toLowerCase(Locale.ROOT), "keywords")));
        return candidates;
    }

    private static Candidate candidate(String name, String group) {
        return new Candidate(name, name, group, null, null, null, true);
    }

    /** Returns whether the prompt goes on. */
    private boolean command(String line, PrintWriter out) {
        String[] words = line.split("\\s+", 2);
        switch (words[0]) {
            case "\\q" -> {
                return false;
            }
            case "\\d" -> describe(words.length > 1 ? words[1].replace(";", "") : "", out);
            case "\\timing" -> {
                timing = !timing;
                out.println("timing is " + (timing ? "on" : "off"));
            }
            case "\\?" -> out.print(HELP);
            default -> out.println("there is no command " + words[0] + "; \\? shows those that are there");
        }
        out.flush();
        return true;
    }

    private void describe(String table, PrintWriter out) {
        if (table.isEmpty()) {
            session.tables().forEach(out::println);
        } else {
            out.flush();
            execute("DESCRIBE \"" + table.replace("\"", "\"\"") + '"', System.out);
        }
    }

    private void execute(String statement, Terminal terminal) {
        Process pager = pager();
        if (pager == null) {
            execute(statement, System.out);
        } else {
            try (OutputStream out = pager.getOutputStream()) {
                execute(statement, out);
            } catch (IOException e) {
                // It has seen enough.
            }
            waitFor(pager);
        }
        terminal.writer().flush();
    }

    private void execute(String statement, OutputStream out) {
        long start = System.nanoTime();
        try {
            QueryRun.run(session, statement, List.of(), out, format);
            if (timing) {
                String took = String.format(Locale.ROOT, "%.3f s%n", (System.nanoTime() - start) / 1e9);
                out.write(took.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (QueryFailed e) {
            System.err.println("weir: " + e.getMessage());
        } catch (IOException e) {
            // The pager has been left.
        }
    }

    /** What shows page by page what does not fit on the screen; null if there is none. */
    private static @Nullable Process pager() {
        String wanted = System.getenv().getOrDefault("PAGER", "less -FRSX");
        if (wanted.isBlank()) {
            return null;
        }
        try {
            return new ProcessBuilder(wanted.strip().split("\\s+", -1))
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            return null;
        }
    }

    private static void waitFor(Process pager) {
        try {
            pager.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
