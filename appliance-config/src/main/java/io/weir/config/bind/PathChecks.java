package io.weir.config.bind;

import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.Senml;
import io.weir.config.DecodeConfig.SparkplugB;
import io.weir.config.FieldConfig;
import io.weir.config.KeyTemplate;
import io.weir.config.PayloadPath;
import io.weir.config.StreamConfig;
import io.weir.config.Suggest;
import io.weir.config.ValueOrigin;
import io.weir.config.yaml.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a stream's format can have what its paths name. */
final class PathChecks {
    private static final List<String> SENML = List.of("n", "bn", "u", "v", "vs", "vb", "vd", "s", "t", "ut");

    private static final List<String> SPARKPLUG =
            List.of(SparkplugB.ID, SparkplugB.GROUP, SparkplugB.NODE, SparkplugB.DEVICE, SparkplugB.TIME);

    private static final String FIELDS = "fields.";

    private PathChecks() {}

    /** A path and the key of the stream's section that has it. */
    private record Use(String key, PayloadPath path) {}

    /** Reports what the format cannot have; whether there is nothing such. */
    static boolean check(Section stream, StreamConfig config) {
        DecodeConfig format = config.payload().format();
        for (Use use : uses(config)) {
            if (format instanceof DecodeConfig.Csv csv) {
                csv(stream, csv, use);
            } else if (format instanceof DecodeConfig.LineProtocol) {
                lineProtocol(stream, use);
            } else if (format instanceof Senml senml) {
                senml(stream, senml, use);
            } else if (format instanceof DecodeConfig.SparkplugB) {
                sparkplug(stream, use);
            } else if (format instanceof DecodeConfig.Raw && !use.key().startsWith(FIELDS)) {
                report(
                        stream,
                        use,
                        "is " + use.path() + ", but a raw payload is one value; "
                                + (use.key().equals("key")
                                        ? "take the key from the topic"
                                        : "leave it out: arrival time"));
            }
        }
        if (format instanceof DecodeConfig.Raw) {
            raw(stream, config);
        }
        return !stream.failed();
    }

    private static List<Use> uses(StreamConfig config) {
        List<Use> uses = new ArrayList<>();
        for (KeyTemplate.Part part : config.key().parts()) {
            if (part instanceof KeyTemplate.Part.Value value && value.origin() instanceof ValueOrigin.Payload payload) {
                uses.add(new Use("key", payload.path()));
            }
        }
        config.time().ifPresent(time -> uses.add(new Use("time", time.path())));
        for (FieldConfig field : config.fields()) {
            if (field.origin() instanceof ValueOrigin.Payload payload) {
                uses.add(new Use(FIELDS + field.name(), payload.path()));
            }
        }
        return uses;
    }

    private static void csv(Section stream, DecodeConfig.Csv csv, Use use) {
        String name = use.path().names().get(0);
        if (use.path().names().size() > 1) {
            report(stream, use, "is " + use.path() + ", but a CSV column has no members; expected $.column");
        } else if (!csv.columns().isEmpty() && !csv.columns().contains(name)) {
            String hint = Suggest.hint(name, csv.columns());
            report(
                    stream,
                    use,
                    "is " + use.path() + ", but decode.columns has no " + Quote.of(name)
                            + (hint.isEmpty() ? "; columns: " + String.join(", ", csv.columns()) : hint));
        }
    }

    private static void lineProtocol(Section stream, Use use) {
        List<String> names = use.path().names();
        String first = names.get(0);
        boolean tag = names.size() == 2 && first.equals(DecodeConfig.LineProtocol.TAGS);
        boolean own =
                first.equals(DecodeConfig.LineProtocol.MEASUREMENT) || first.equals(DecodeConfig.LineProtocol.TIME);
        if (!tag && (names.size() > 1 || (first.startsWith("_") && !own))) {
            report(
                    stream,
                    use,
                    "is " + use.path() + "; expected $.field, $.tags.name, $._measurement or $._time of a line");
        }
    }

    private static void senml(Section stream, Senml senml, Use use) {
        String first = use.path().names().get(0);
        boolean known = switch (senml.rows()) {
            case RECORD -> use.path().names().size() == 1 && SENML.contains(first);
            // A value's name may have any levels.
            case PIVOT -> true;
        };
        if (!known) {
            report(
                    stream,
                    use,
                    "is " + use.path() + "; expected one of $." + String.join(", $.", SENML)
                            + ", or decode: { type: senml, rows: pivot } to read values by their names");
        }
    }

    private static void sparkplug(Section stream, Use use) {
        String first = use.path().names().get(0);
        if (use.path().names().size() > 1) {
            String name = String.join(".", use.path().names());
            report(
                    stream,
                    use,
                    "is " + use.path() + ", but a metric has no members; if its name is " + Quote.of(name)
                            + ", write $['" + name + "']");
        } else if (first.startsWith("_") && !SPARKPLUG.contains(first)) {
            report(
                    stream,
                    use,
                    "is " + use.path() + "; expected a metric's name, for example $.Inlet/Temperature, or one of $."
                            + String.join(", $.", SPARKPLUG));
        }
    }

    private static void raw(Section stream, StreamConfig config) {
        long fields = config.fields().stream()
                .filter(it -> it.origin() instanceof ValueOrigin.Payload)
                .count();
        if (fields != 1) {
            stream.problem(
                    "fields",
                    "has " + fields + " fields that come from the payload; expected exactly one with decode: raw, for"
                            + " example value: double; others come from the topic, for example { topic: 1 }");
        }
    }

    private static void report(Section stream, Use use, String message) {
        Optional<Element> place = stream.get(use.key());
        if (use.key().startsWith(FIELDS)) {
            String name = use.key().substring(FIELDS.length());
            place = stream.get("fields").flatMap(it -> it.entries("")).stream()
                    .flatMap(List::stream)
                    .filter(it -> it.key().equals(name))
                    .map(Element.Entry::value)
                    .findFirst();
        }
        place.ifPresent(it -> it.problem(message));
        stream.fail();
    }
}
