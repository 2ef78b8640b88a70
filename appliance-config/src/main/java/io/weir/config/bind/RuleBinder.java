package io.weir.config.bind;

import io.weir.config.Durations;
import io.weir.config.Expression;
import io.weir.config.FieldConfig;
import io.weir.config.RowRules;
import io.weir.config.RowRules.Band;
import io.weir.config.RowRules.Deadband;
import io.weir.config.RowRules.Dedupe;
import io.weir.config.RowRules.Limits;
import io.weir.config.RowRules.Sample;
import io.weir.config.Suggest;
import io.weir.model.FieldType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a stream lets into the journal: {@code where}, {@code dedupe}, {@code sample}, {@code deadband}, {@code limits}. */
final class RuleBinder {
    static final List<String> KEYS = List.of("where", "dedupe", "sample", "deadband", "limits");

    private static final Duration MIN = Duration.ofMillis(1);
    private static final Duration MAX = Duration.ofDays(366);
    private static final Duration DEFAULT_SILENCE = Duration.ofMinutes(1);
    private static final Pattern BAND = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,15})?)\\s*(%?)");

    private final List<FieldConfig> fields;

    /** @param fields of the stream, as far as they are right */
    RuleBinder(List<FieldConfig> fields) {
        this.fields = fields;
    }

    /** Reads the keys out of a stream's section, which says whether there were problems. */
    RowRules bind(Section stream) {
        Optional<Expression> where = stream.read(
                "where", it -> PipelineBinder.expression(it, "a condition, for example temp > -40 and temp < 200"));
        Optional<Dedupe> dedupe = stream.read("dedupe", this::dedupe);
        Optional<Sample> sample = stream.read("sample", RuleBinder::sample);
        Optional<Deadband> deadband = stream.read("deadband", this::deadband);
        Limits limits = stream.read("limits", RuleBinder::limits).orElse(Limits.DEFAULT);
        return new RowRules(where, dedupe, sample, deadband, limits);
    }

    private Optional<Dedupe> dedupe(Element element) {
        return Section.open(element, List.of("by", "within", "max_entries"), List.of())
                .flatMap(section -> {
                    Optional<List<String>> by = section.readRequired(
                            "by", "[key, seq]", it -> Lists.read(it, "[key, seq]", false, this::column));
                    Optional<Duration> within = section.readRequired("within", "10m", it -> it.duration(MIN, MAX));
                    int entries = section.integer("max_entries", 1_000_000, 1000, 50_000_000);
                    return section.failed()
                            ? Optional.empty()
                            : by.flatMap(b -> within.map(w -> new Dedupe(b, w, entries)));
                });
    }

    private Optional<String> column(Element item) {
        Optional<String> name = item.text("key, time or the name of a field");
        if (name.isEmpty()
                || fields.isEmpty()
                || name.get().equals("key")
                || name.get().equals("time")) {
            return name;
        }
        return field(item, name.get(), List.of("key", "time")).map(FieldConfig::name);
    }

    private Optional<FieldConfig> field(Element element, String name, List<String> further) {
        for (FieldConfig field : fields) {
            if (field.name().equals(name)) {
                return Optional.of(field);
            }
        }
        List<String> known = new ArrayList<>(further);
        fields.forEach(field -> known.add(field.name()));
        String hint = Suggest.hint(name, known);
        return element.problem("the stream has no field '" + name + "'"
                + (hint.isEmpty() ? "; there is: " + String.join(", ", known) : hint));
    }

    private static Optional<Sample> sample(Element element) {
        return Section.open(element, List.of("every"), List.of("random", "seed"))
                .flatMap(section -> section.readRequired("every", "10s", RuleBinder::every));
    }

    /** {@code 10}: rows; {@code 10s}: time. */
    private static Optional<Sample> every(Element element) {
        String expected = "a number of rows, for example 10, or a duration of event time, for example 1s";
        Optional<String> text = element.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().matches("[0-9]{1,9}")) {
            return element.integer(1, 999_999_999).map(Sample.Rows::new);
        }
        return Durations.parse(text.get()).isEmpty()
                ? element.problem("is " + element.shown() + "; expected " + expected)
                : element.duration(MIN, MAX).map(Sample.Interval::new);
    }

    private Optional<Deadband> deadband(Element element) {
        Optional<List<Element.Entry>> entries = element.entries(", for example { temp: 0.5, max_silence: 1m }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        List<Band> bands = new ArrayList<>();
        Duration silence = DEFAULT_SILENCE;
        boolean good = true;
        for (Element.Entry entry : entries.get()) {
            if (entry.key().equals("max_silence")) {
                Optional<Duration> read = entry.value().duration(MIN, MAX);
                silence = read.orElse(silence);
                good &= read.isPresent();
            } else {
                Optional<Band> band = band(entry);
                band.ifPresent(bands::add);
                good &= band.isPresent();
            }
        }
        if (good && bands.isEmpty()) {
            return element.problem("names no field; for example temp: 0.5 or temp: 2%");
        }
        return good ? Optional.of(new Deadband(bands, silence)) : Optional.empty();
    }

    private Optional<Band> band(Element.Entry entry) {
        Element value = entry.value();
        if (!fields.isEmpty()) {
            Element key = new Element(value.node(), entry.keyLocation(), value.path(), value.problems());
            Optional<FieldConfig> field = field(key, entry.key(), List.of("max_silence"));
            if (field.isEmpty()) {
                return Optional.empty();
            }
            FieldType type = field.get().type();
            if (type != FieldType.DOUBLE && type != FieldType.LONG) {
                return key.problem(
                        "'" + entry.key() + "' is a " + type.configName() + "; only a double or a long has a deadband");
            }
        }
        String expected = "how far the value may move, for example 0.5, or 2% of the last kept value";
        Optional<String> text = value.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = BAND.matcher(text.get().strip());
        if (!matcher.matches()) {
            return value.problem("is " + value.shown() + "; expected " + expected);
        }
        return Optional.of(new Band(
                entry.key(),
                Double.parseDouble(matcher.group(1)),
                matcher.group(2).equals("%")));
    }

    private static Optional<Limits> limits(Element element) {
        return Section.open(element, List.of("keys", "topic_levels"), List.of("rate", "fields", "payload"))
                .flatMap(section -> {
                    int keys = section.integer("keys", Limits.DEFAULT.keys(), 1, 10_000_000);
                    int levels = section.integer("topic_levels", Limits.DEFAULT.topicLevels(), 1, 1000);
                    return section.failed() ? Optional.empty() : Optional.of(new Limits(keys, levels));
                });
    }
}
