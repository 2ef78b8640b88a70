package io.weir.ingest.infer;

import io.weir.config.DecodeConfig.LineProtocol;
import io.weir.config.PayloadPath;
import io.weir.config.YamlText;
import io.weir.ingest.decode.Topic;
import io.weir.model.FieldType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The definition of a stream as YAML, ready to paste, with comments on what a person should check. */
public final class Definition {
    private static final int MAX_FIELDS = 256;
    /** Names that a field cannot have: columns that each row has, and words of expressions. */
    private static final Set<String> TAKEN = Set.of(
            "key",
            "time",
            "arrival",
            "window_start",
            "window_end",
            "revision",
            "and",
            "or",
            "not",
            "is",
            "null",
            "true",
            "false");
    /** What a path can name. */
    private static final Pattern NAME = Pattern.compile("[^'{}\\p{Cntrl}]+");

    private static final Pattern TIME_NAME =
            Pattern.compile("_?(ts|t|time|timestamp|date|datetime|at|epoch|when)|.*(_ts|_at|_time|timestamp|Time)");
    private static final Pattern KEY_NAME = Pattern.compile(
            "(?i)(device|sensor|host|machine|station|node|asset|serial|mac|id|tag|unit_id|.*(_id|id|_name))");

    private final Inference samples;
    private final String stream;
    private final String source;
    private final StringBuilder out = new StringBuilder();
    private final Set<String> names = new HashSet<>();

    private Definition(Inference samples, String stream, String source) {
        this.samples = samples;
        this.stream = stream;
        this.source = source;
    }

    /**
     * The text of a definition.
     *
     * @param samples not empty
     * @param stream the stream's id
     * @param source the id of its source
     * @param origin where the samples come from, for a comment
     */
    public static String of(Inference samples, String stream, String source, String origin) {
        Definition definition = new Definition(samples, stream, source);
        definition.print(origin);
        return definition.out.toString();
    }

    private void print(String origin) {
        List<Member> usable = samples.members().stream()
                .filter(it ->
                        it.path().stream().allMatch(name -> NAME.matcher(name).matches()))
                .toList();
        comment(
                0,
                samples.rows()
                        + (samples.rows() == 1 ? " row in " : " rows in ")
                        + samples.messages()
                        + (samples.messages() == 1 ? " message of " : " messages of ")
                        + origin);
        if (samples.bad() > 0) {
            comment(
                    0,
                    samples.bad() + (samples.bad() == 1 ? " message is not " : " messages are not ")
                            + samples.formatName() + " (" + Member.shown(samples.badWhy())
                            + "), and would be dead letters");
        }
        line(0, "streams:", "");
        line(1, stream + ":", "");
        line(2, "inputs: [" + YamlText.scalar(source) + "]", "");
        line(2, "decode: " + samples.format().decode(), "");
        if (samples.packed() > 0) {
            line(2, "decompress: auto", samples.packed() + " of " + samples.messages() + " are compressed");
        }
        PayloadRows.Origin identity = samples.format().origin();
        List<Member> described = identity == PayloadRows.Origin.PAYLOAD ? usable : List.of();
        Optional<Member> time = time(described);
        Optional<Member> key = key(described, time);
        if (identity == PayloadRows.Origin.FORMAT) {
            comment(2, "key and time are those of the format");
        } else {
            printKey(described, key);
            printTime(time);
        }
        line(2, "fields:", "");
        fields(usable, time, key);
        for (Member member : samples.members()) {
            if (!usable.contains(member)) {
                comment(3, "not to be named by a path: \"" + Member.shown(String.join(".", member.path())) + "\"");
            }
        }
    }

    private void printTime(Optional<Member> time) {
        time.ifPresentOrElse(
                it -> line(
                        2,
                        "time: { path: " + path(it) + ", " + it.time().yaml() + " }",
                        it.time().comment()),
                () -> comment(2, "no member is surely a time: rows have the time of their arrival"));
    }

    private static String path(Member member) {
        return YamlText.scalar(new PayloadPath(member.path()).toString());
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    private Optional<Member> time(List<Member> usable) {
        return usable.stream()
                .filter(it -> it.values() > 0 && it.time().isTime() && it.values() * 10 >= samples.rows() * 9)
                .filter(it ->
                        TIME_NAME.matcher(it.name()).matches() || it.time().isSurely())
                .min(Comparator.<Member>comparingInt(
                                it -> TIME_NAME.matcher(it.name()).matches() ? 0 : 1)
                        .thenComparingInt(it -> it.path().size()));
    }

    // ---- key ------------------------------------------------------------------------------------------------------

    private Optional<Member> key(List<Member> usable, Optional<Member> time) {
        return usable.stream()
                .filter(it -> isKey(it) && !time.equals(Optional.of(it)))
                .filter(it -> KEY_NAME.matcher(it.name()).matches())
                .min(Comparator.<Member>comparingInt(it -> it.path().size()).thenComparingInt(it -> -it.distinct()));
    }

    /** A member that tells devices apart: few different values, each many times. */
    private boolean isKey(Member member) {
        boolean name = member.path().equals(List.of(LineProtocol.MEASUREMENT));
        return !name
                && member.values() == samples.rows()
                && !member.time().isSurely()
                && (member.isText() || member.type() == FieldType.LONG)
                && member.distinct() <= 200
                && (member.distinct() * 2L <= member.values() || member.distinct() == 1);
    }

    private void printKey(List<Member> usable, Optional<Member> chosen) {
        List<String> candidates = levels();
        for (Member member : usable) {
            if (member.isText() && isKey(member) && !chosen.equals(Optional.of(member))) {
                candidates.add(new PayloadPath(member.path()) + " (" + values(member.distinct()) + ")");
            }
        }
        String count = "";
        String key = "\"{topic}\"";
        if (chosen.isPresent()) {
            key = path(chosen.get());
            count = values(chosen.get().distinct());
        } else if (!candidates.isEmpty()) {
            String first = candidates.remove(0);
            int end = first.indexOf(" (");
            key = first.startsWith("{")
                    ? '"' + first.substring(0, end) + '"'
                    : YamlText.scalar(first.substring(0, end));
            count = first.substring(end + 2, first.length() - 1);
        }
        String others = candidates.isEmpty() ? "" : "other candidates: " + String.join(", ", candidates);
        line(2, "key: " + key, count + (count.isEmpty() || others.isEmpty() ? "" : "; ") + others);
    }

    private static String values(long count) {
        return count == 1 ? "1 value" : count + " values";
    }

    /** The topic levels that vary, and how many values they have. */
    private List<String> levels() {
        List<String> described = new ArrayList<>();
        List<Topic> topics = samples.topics();
        int levels = topics.stream().mapToInt(Topic::levels).min().orElse(0);
        for (int i = 0; i < levels; i++) {
            int level = i;
            long distinct =
                    topics.stream().map(it -> it.level(level)).distinct().count();
            if (distinct > 1) {
                described.add("{topic." + i + "} (" + values(distinct) + ")");
            }
        }
        return described;
    }

    // ---- fields ---------------------------------------------------------------------------------------------------

    private void fields(List<Member> usable, Optional<Member> time, Optional<Member> key) {
        int count = 0;
        for (Member member : usable) {
            if (time.equals(Optional.of(member)) || key.equals(Optional.of(member))) {
                continue;
            }
            if (member.values() == 0) {
                comment(
                        3,
                        path(member)
                                + member.structure()
                                        .map(it -> ": " + it + ", which no field can hold")
                                        .orElse(": always null"));
            } else if (count == MAX_FIELDS) {
                comment(3, "more than " + MAX_FIELDS + " members; the rest is left out");
                return;
            } else {
                field(member);
                count++;
            }
        }
        if (count == 0) {
            // A stream needs a field.
            Optional<Member> any = key.or(() -> time);
            any.ifPresentOrElse(
                    this::field, () -> line(3, "value: double", "no member was found that a field could hold"));
        }
    }

    private void field(Member member) {
        String name = name(member);
        boolean moment = member.time().isSurely()
                || (member.time().isTime() && TIME_NAME.matcher(member.name()).matches());
        String type = moment ? "timestamp" : member.type().configName();
        String options = moment ? ", " + member.time().yaml() : "";
        boolean plain = member.path().equals(List.of(name)) && options.isEmpty();
        line(
                3,
                name + ": " + (plain ? type : "{ path: " + path(member) + ", type: " + type + options + " }"),
                member.comment(samples.rows()));
    }

    /** A name that no other field has. */
    private String name(Member member) {
        String base = id(member.name());
        if (names.contains(base) || TAKEN.contains(base)) {
            base = id(String.join("_", member.path()));
        }
        if (TAKEN.contains(base)) {
            base = base + "_value";
        }
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + "_" + i;
        }
        return name;
    }

    /** A text made an id: small letters, digits and _, a letter first. */
    public static String id(String text) {
        String id = text.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        String letter = id.isEmpty() || !Character.isLetter(id.charAt(0)) ? "f" + id : id;
        return letter.length() > 60 ? letter.substring(0, 60) : letter;
    }

    // ---- lines ----------------------------------------------------------------------------------------------------

    private void line(int indent, String text, String comment) {
        out.append("  ".repeat(indent)).append(text);
        if (!comment.isEmpty()) {
            out.append("  # ").append(comment);
        }
        out.append('\n');
    }

    private void comment(int indent, String text) {
        out.append("  ".repeat(indent)).append("# ").append(text).append('\n');
    }
}
