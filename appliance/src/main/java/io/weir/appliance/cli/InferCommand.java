package io.weir.appliance.cli;

import io.weir.config.ConfigException;
import io.weir.config.Durations;
import io.weir.config.FileSourceConfig;
import io.weir.config.HttpSourceConfig;
import io.weir.config.SourceConfig;
import io.weir.config.Suggest;
import io.weir.config.WeirConfig;
import io.weir.ingest.file.ParquetSamples;
import io.weir.ingest.infer.Definition;
import io.weir.ingest.infer.Format;
import io.weir.ingest.infer.Inference;
import io.weir.ingest.infer.Sampler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir infer}. */
@Command(
        name = "infer",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Samples what a source receives, or a file, and prints a stream definition ready to paste:",
            "fields with types, the unit of the time, the key; comments say what is rare or mixed."
        },
        footer = {
            "",
            "Examples:",
            "  weir infer --source plant --for 30s",
            "  weir infer --file readings.csv",
            "  weir infer --file lines.txt --decode line_protocol --stream press"
        })
final class InferCommand implements Callable<Integer> {
    private static final long MAX_FILE_CHARS = 64L << 20;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private From from;

    /** Where samples come from. */
    static final class From {
        @Option(names = "--source", paramLabel = "NAME", description = "A source of the configuration.")
        private @Nullable String source;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "A file: JSON, NDJSON, CSV, line protocol or Parquet.")
        private @Nullable Path file;
    }

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long a source is sampled; default: ${DEFAULT-VALUE}.")
    private String duration = "30s";

    @Option(names = "--limit", paramLabel = "N", description = "At most this many messages; default: ${DEFAULT-VALUE}.")
    private long limit = 100_000;

    @Option(
            names = "--decode",
            paramLabel = "FORMAT",
            description = "json, csv or line_protocol; default: what the first payload is.")
    private @Nullable String decode;

    @Option(
            names = "--stream",
            paramLabel = "ID",
            description = "The stream's id; default: made of the source or file.")
    private @Nullable String stream;

    @Override
    public Integer call() throws Exception {
        Inference samples = new Inference(format());
        Path file = from.file;
        String definition = file != null ? ofFile(samples, file) : ofSource(samples, String.valueOf(from.source));
        PrintWriter out = spec.commandLine().getOut();
        out.print(definition);
        out.flush();
        return ExitCode.OK;
    }

    private Optional<Format> format() {
        String word = decode;
        if (word == null) {
            return Optional.empty();
        }
        for (Format format : Format.values()) {
            if (format.word().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(format);
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "--decode is '" + word + "'; expected one of " + String.join(", ", Format.words())
                        + Suggest.hint(word, Format.words()));
    }

    private String id(String name) {
        String chosen = stream;
        if (chosen != null && !chosen.matches("[a-z][a-z0-9_]{0,63}")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--stream is '" + chosen + "'; expected small letters, digits and _, with a letter first; did you"
                            + " mean '" + Definition.id(chosen) + "'?");
        }
        String id = chosen != null ? chosen : Definition.id(name);
        return id.equals("readings") || id.equals("results") || id.equals("dead_letters") ? id + "_stream" : id;
    }

    private String ofSource(Inference samples, String name) throws ConfigException, InterruptedException {
        Duration time = Durations.parse(duration)
                .filter(it -> !it.isZero() && !it.isNegative())
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--for is '" + duration + "'; expected a duration with its unit, such as 30s"));
        WeirConfig read = config.read();
        SourceConfig source = read.sources().get(name);
        if (source == null) {
            throw new CommandFailed("no source '" + name + "'"
                    + Suggest.nearest(name, read.sources().keySet())
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse("; there are: "
                                    + String.join(", ", read.sources().keySet())));
        }
        if (source instanceof HttpSourceConfig) {
            throw new CommandFailed(
                    "source '" + name + "' is of type http and waits for what others send; sample a file"
                            + " of that instead: weir infer --file FILE");
        }
        Sampler.sample(source, samples, time, limit);
        String of = "source " + name + ", within " + Durations.print(time);
        check(samples, of);
        return Definition.of(samples, id(name + "_stream"), name, of);
    }

    private String ofFile(Inference samples, Path file) {
        if (!Files.exists(file)) {
            throw new CommandFailed("there is no file " + file);
        }
        if (FileSourceConfig.isParquet(file.toString())) {
            readParquet(samples, file);
        } else {
            readText(samples, file);
        }
        check(samples, String.valueOf(file.getFileName()));
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        return Definition.of(samples, id(name), firstSource(), "file " + file.getFileName());
    }

    private void readParquet(Inference samples, Path file) {
        try {
            ParquetSamples.of(file, limit).forEach(samples::add);
        } catch (IOException e) {
            throw new CommandFailed(file + " " + e.getMessage());
        }
    }

    private void readText(Inference samples, Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            read(samples, reader);
        } catch (MalformedInputException e) {
            throw new CommandFailed(file + " is not UTF-8 text; only json, csv and line_protocol can be sampled");
        } catch (IOException e) {
            throw new CommandFailed("cannot read " + file + ": " + e.getMessage());
        }
    }

    /** A file of JSON lines or line protocol holds a message a line; what begins with a header is one message. */
    private void read(Inference samples, BufferedReader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        String line = reader.readLine();
        while (line != null && text.length() < MAX_FILE_CHARS) {
            text.append(line).append('\n');
            line = reader.readLine();
        }
        String whole = text.toString();
        boolean ndjson = whole.lines()
                        .filter(it -> !it.isBlank())
                        .limit(20)
                        .allMatch(it -> it.startsWith("{") && it.stripTrailing().endsWith("}"))
                && !whole.isBlank();
        if (ndjson) {
            whole.lines().filter(it -> !it.isBlank()).limit(limit).forEach(samples::add);
        } else {
            samples.add(whole);
        }
    }

    private static void check(Inference samples, String origin) {
        if (samples.messages() == 0) {
            throw new CommandFailed(
                    "nothing came from " + origin + "; is anything sent there? A longer --for may help");
        }
        if (samples.isEmpty()) {
            throw new CommandFailed("nothing of " + origin + " could be read (" + samples.badWhy()
                    + "); --decode chooses one of " + String.join(", ", Format.words()));
        }
    }

    /** The first source of the configuration, if there is one that can be read. */
    private String firstSource() {
        try {
            return config.read().sources().keySet().stream().findFirst().orElse("plant");
        } catch (ConfigException e) {
            return "plant";
        }
    }
}
