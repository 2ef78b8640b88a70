package io.weir.appliance.cli;

import io.weir.config.ConfigException;
import io.weir.config.Durations;
import io.weir.config.FileSourceConfig;
import io.weir.config.HttpSourceConfig;
import io.weir.config.SourceConfig;
import io.weir.config.Suggest;
import io.weir.config.WeirConfig;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.envelope.Envelope;
import io.weir.ingest.file.ParquetSamples;
import io.weir.ingest.infer.Definition;
import io.weir.ingest.infer.Format;
import io.weir.ingest.infer.Inference;
import io.weir.ingest.infer.Sampler;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
            "  weir infer --file lines.txt --decode line_protocol --stream press",
            "  weir infer --source plant --decode avro --schema press.avsc",
            "  weir infer --source plant --decode protobuf --schema plant.desc --message plant.Press"
        })
final class InferCommand implements Callable<Integer> {
    private static final int MAX_FILE_BYTES = 64 << 20;
    private static final String AVRO = "avro";
    private static final String PROTOBUF = "protobuf";

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
                description = "A file: JSON, NDJSON, CSV, line protocol or Parquet, or one payload in a binary format.")
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
            description = {
                "json, csv, line_protocol, cbor, msgpack, sparkplug_b or raw; default: what the first payload is.",
                "avro and protobuf need --schema."
            })
    private @Nullable String decode;

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description = "The schema of Avro (.avsc), or the descriptors of Protobuf (protoc --descriptor_set_out).")
    private @Nullable Path schema;

    @Option(names = "--message", paramLabel = "NAME", description = "Protobuf: the message, as plant.Press.")
    private @Nullable String message;

    @Option(
            names = "--rows",
            paramLabel = "FIELD",
            description = "Protobuf: the repeated field whose messages are the rows; default: the message is one.")
    private @Nullable String rows;

    @Option(
            names = "--stream",
            paramLabel = "ID",
            description = "The stream's id; default: made of the source or file.")
    private @Nullable String stream;

    @Override
    public Integer call() throws Exception {
        Inference samples = inference();
        Path file = from.file;
        String definition = file != null ? ofFile(samples, file) : ofSource(samples, String.valueOf(from.source));
        PrintWriter out = spec.commandLine().getOut();
        out.print(definition);
        out.flush();
        return ExitCode.OK;
    }

    private Inference inference() {
        String word = decode == null ? "" : decode.toLowerCase(Locale.ROOT);
        Path file = schema;
        if (word.equals(AVRO) || word.equals(PROTOBUF)) {
            return withSchema(word, required("--schema", file));
        }
        if (file != null || message != null || rows != null) {
            throw usage("--schema, --message and --rows are for --decode avro and --decode protobuf");
        }
        if (decode == null) {
            return Inference.ofAny();
        }
        for (Format format : Format.values()) {
            if (format.word().equals(word)) {
                return Inference.of(format);
            }
        }
        List<String> words = words();
        throw usage("--decode is '" + decode + "'; expected one of " + String.join(", ", words)
                + Suggest.hint(word, words));
    }

    private Inference withSchema(String type, Path file) {
        try {
            return type.equals(AVRO)
                    ? Inference.ofAvro(file)
                    : Inference.ofProtobuf(file, required("--message", message), Optional.ofNullable(rows));
        } catch (SchemaException e) {
            throw new CommandFailed("the file '" + file + "' " + e.problem());
        }
    }

    private <T> T required(String option, @Nullable T value) {
        if (value == null) {
            throw usage("--decode " + decode + " needs " + option);
        }
        return value;
    }

    private ParameterException usage(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>(Format.words());
        words.add(AVRO);
        words.add(PROTOBUF);
        return words;
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
            readFile(samples, file);
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

    private void readFile(Inference samples, Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES);
        } catch (IOException e) {
            throw new CommandFailed("cannot read " + file + ": " + e.getMessage());
        }
        bytes = Envelope.open(bytes, MAX_FILE_BYTES).orElse(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (isNdjson(text)) {
            text.lines().filter(it -> !it.isBlank()).limit(limit).forEach(samples::add);
        } else {
            samples.add(new Topic(""), bytes);
        }
    }

    /** A file of JSON lines holds a message a line; every other one is a message. */
    private static boolean isNdjson(String text) {
        return !text.isBlank()
                && text.lines()
                        .filter(it -> !it.isBlank())
                        .limit(20)
                        .allMatch(it -> it.startsWith("{") && it.stripTrailing().endsWith("}"));
    }

    private static void check(Inference samples, String origin) {
        if (samples.messages() == 0) {
            throw new CommandFailed(
                    "nothing came from " + origin + "; is anything sent there? A longer --for may help");
        }
        if (samples.isEmpty()) {
            throw new CommandFailed("nothing of " + origin + " could be read (" + samples.badWhy()
                    + "); --decode chooses one of " + String.join(", ", words()));
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
