package io.weir.config.bind;

import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.Senml;
import io.weir.config.PayloadConfig.Compression;
import io.weir.config.PayloadConfig.Envelope;
import io.weir.config.yaml.YamlNode;
import io.weir.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A stream's {@code decode} and {@code decompress}: a word, or a mapping with a {@code type}. */
final class DecodeBinder {
    private static final List<String> LATER = List.of("xml", "binary");
    private static final ByteSize DEFAULT_SIZE = ByteSize.ofMiB(1);
    private static final ByteSize MAX_SIZE = ByteSize.ofMiB(64);
    private static final int DEFAULT_RATIO = 200;

    /** What other systems call our formats. */
    private static final Map<String, String> SYNONYMS = Map.ofEntries(
            Map.entry("influx", "line_protocol"),
            Map.entry("influxdb", "line_protocol"),
            Map.entry("line", "line_protocol"),
            Map.entry("lines", "line_protocol"),
            Map.entry("messagepack", "msgpack"),
            Map.entry("text", "raw"),
            Map.entry("number", "raw"),
            Map.entry("string", "raw"),
            Map.entry("tsv", "csv"),
            Map.entry("ndjson", "json"),
            Map.entry("parquet", "json"),
            Map.entry("proto", "protobuf"),
            Map.entry("sparkplug", "sparkplug_b"),
            Map.entry("spb", "sparkplug_b"));

    private final SchemaBinder schemas;

    /** @param folder from which relative paths are taken */
    DecodeBinder(Path folder) {
        this.schemas = new SchemaBinder(folder);
    }

    /** A format's options. */
    private interface Binder {
        Optional<DecodeConfig> bind(Section options);
    }

    /** @param keys that it has beside {@code type} */
    private record Format(List<String> keys, Binder binder) {}

    private static Format plain(DecodeConfig config) {
        return new Format(List.of(), options -> Optional.of(config));
    }

    private Map<String, Format> formats() {
        Map<String, Format> formats = new LinkedHashMap<>();
        formats.put("json", new Format(List.of("registry"), schemas::json));
        formats.put("csv", new Format(List.of("delimiter", "header", "columns", "trim"), DecodeBinder::csv));
        formats.put("line_protocol", plain(new DecodeConfig.LineProtocol()));
        formats.put("senml", new Format(List.of("encoding", "rows"), DecodeBinder::senml));
        formats.put("msgpack", plain(new DecodeConfig.MessagePack()));
        formats.put("cbor", plain(new DecodeConfig.Cbor()));
        formats.put("avro", new Format(List.of("schema_file", "registry"), schemas::avro));
        formats.put(
                "protobuf", new Format(List.of("descriptor_file", "message", "rows", "registry"), schemas::protobuf));
        formats.put("sparkplug_b", new Format(List.of("rebirth", "rebirth_interval"), DecodeBinder::sparkplug));
        formats.put("raw", plain(new DecodeConfig.Raw()));
        return formats;
    }

    Optional<DecodeConfig> bind(Element element) {
        Map<String, Format> formats = formats();
        if (!(element.node() instanceof YamlNode.Mapping)) {
            return word(element, formats).flatMap(it -> {
                Section options = Section.empty(element);
                Optional<DecodeConfig> config = it.binder().bind(options);
                return options.failed() ? Optional.empty() : config;
            });
        }
        Optional<Element> type = entry(element, "type");
        if (type.isEmpty()) {
            return missingType(element, formats);
        }
        return word(type.get(), formats)
                .flatMap(format -> open(element, format.keys()).flatMap(options -> {
                    Optional<DecodeConfig> config = format.binder().bind(options);
                    return options.failed() ? Optional.empty() : config;
                }));
    }

    private static Optional<Section> open(Element element, List<String> keys) {
        List<String> known = new ArrayList<>(List.of("type"));
        known.addAll(keys);
        return Section.open(element, known, List.of("quote", "encoding", "escape", "comment", "skip_lines", "schema"));
    }

    private static <T> Optional<T> missingType(Element element, Map<String, ?> choices) {
        return new Element(element.node(), element.at(), Element.join(element.path(), "type"), element.problems())
                .problem("is missing; expected one of " + String.join(", ", choices.keySet()));
    }

    private static Optional<Element> entry(Element element, String key) {
        return element.entries("")
                .flatMap(entries -> entries.stream()
                        .filter(it -> it.key().equals(key))
                        .map(Element.Entry::value)
                        .findFirst());
    }

    private static Optional<Format> word(Element element, Map<String, Format> formats) {
        Optional<String> text = element.text("one of " + String.join(", ", formats.keySet()));
        String meant = text.map(it -> SYNONYMS.get(it.toLowerCase(Locale.ROOT))).orElse(null);
        return meant == null
                ? text.flatMap(it -> element.oneOf(formats, LATER))
                : element.problem("is " + element.shown() + "; expected one of " + String.join(", ", formats.keySet())
                        + "; did you mean '" + meant + "'?");
    }

    // ---- csv ------------------------------------------------------------------------------------------------------

    private static Optional<DecodeConfig> csv(Section options) {
        char delimiter = options.read("delimiter", DecodeBinder::delimiter).orElse(',');
        List<String> columns = options.read(
                        "columns",
                        it -> Lists.read(it, "[device, ts, temp]", false, name -> name.text("a column's name")))
                .orElse(List.of());
        boolean header = options.read("header", Element::bool).orElse(!options.has("columns"));
        boolean trim = options.read("trim", Element::bool).orElse(false);
        if (!header && !options.has("columns")) {
            options.problem(
                    "header",
                    "is false, and columns is missing; name the columns in order, for example"
                            + " columns: [device, ts, temp]");
        }
        return Optional.of(new DecodeConfig.Csv(delimiter, header, columns, trim));
    }

    private static Optional<Character> delimiter(Element element) {
        String expected = "one ASCII character, for example \",\" \";\" \"|\" or \"\\t\"";
        if (!(element.node() instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
            return element.text(expected).map(it -> ',');
        }
        String text = scalar.text();
        if (text.equals("tab") || text.equals("\\t")) {
            return Optional.of('\t');
        }
        char c = text.isEmpty() ? 0 : text.charAt(0);
        if (text.length() != 1 || c >= 127 || (c < ' ' && c != '\t') || c == '"' || Character.isLetterOrDigit(c)) {
            return element.problem("is " + element.shown() + "; expected " + expected);
        }
        return Optional.of(c);
    }

    // ---- senml ----------------------------------------------------------------------------------------------------

    private static Optional<DecodeConfig> senml(Section options) {
        Senml.Encoding encoding = options.read(
                        "encoding", it -> it.oneOf(words(Senml.Encoding.values()), List.of("xml", "exi")))
                .orElse(Senml.Encoding.JSON);
        Senml.Rows rows = options.read("rows", it -> it.oneOf(words(Senml.Rows.values()), List.of()))
                .orElse(Senml.Rows.RECORD);
        return Optional.of(new Senml(encoding, rows));
    }

    private static Optional<DecodeConfig> sparkplug(Section options) {
        return Optional.of(new DecodeConfig.SparkplugB(
                options.read("rebirth", Element::bool).orElse(true),
                options.duration(
                        "rebirth_interval",
                        DecodeConfig.SparkplugB.REBIRTH_INTERVAL,
                        Duration.ofSeconds(1),
                        Duration.ofDays(1))));
    }

    private static <E extends Enum<E>> Map<String, E> words(E[] values) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E value : values) {
            words.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return words;
    }

    // ---- envelopes ------------------------------------------------------------------------------------------------

    /** {@code decompress: gzip}, or a mapping with caps. */
    static Optional<Envelope> envelope(Element element) {
        Function<Element, Optional<Compression>> word =
                it -> it.oneOf(words(Compression.values()), List.of("lz4", "snappy", "brotli", "deflate", "zlib"));
        if (!(element.node() instanceof YamlNode.Mapping)) {
            return word.apply(element).map(it -> new Envelope(it, DEFAULT_SIZE, DEFAULT_RATIO));
        }
        if (entry(element, "type").isEmpty()) {
            return missingType(element, words(Compression.values()));
        }
        return Section.open(element, List.of("type", "max_size", "max_ratio"), List.of())
                .flatMap(options -> {
                    Optional<Compression> compression = options.read("type", word);
                    ByteSize size = options.size("max_size", DEFAULT_SIZE, ByteSize.ofKiB(1), MAX_SIZE);
                    int ratio = options.integer("max_ratio", DEFAULT_RATIO, 1, 100_000);
                    return options.failed() ? Optional.empty() : compression.map(it -> new Envelope(it, size, ratio));
                });
    }
}
