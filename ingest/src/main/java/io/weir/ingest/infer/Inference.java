package io.weir.ingest.infer;

import io.weir.ingest.decode.Topic;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Collects samples of payloads, and says how a stream of them would be defined. One thread. */
public final class Inference {
    private static final int MAX_MEMBERS = 1000;
    private static final int MAX_TOPICS = 10_000;

    private final Optional<Format> forced;

    private final Map<List<String>, Member> members = new LinkedHashMap<>();
    private final Set<String> topics = new LinkedHashSet<>();
    private Format format = Format.JSON;
    private Format.Parser parser = new JsonRows();
    private boolean chosen;
    private long messages;
    private long rows;
    private long bad;
    private String badWhy = "";

    /** @param forced the format; absent: that of the first payload that is of one */
    public Inference(Optional<Format> forced) {
        this.forced = forced;
    }

    /** Takes a message. */
    public void add(Topic topic, String payload) {
        if (topics.size() < MAX_TOPICS) {
            topics.add(topic.name());
        }
        add(payload);
    }

    /** Takes a payload that came without a topic. */
    public void add(String payload) {
        messages++;
        if (!chosen && !choose(payload)) {
            bad++;
            return;
        }
        try {
            for (Map<List<String>, Value> row : parser.rows(payload)) {
                rows++;
                row.forEach(this::member);
            }
        } catch (IllegalArgumentException e) {
            bad++;
            badWhy = String.valueOf(e.getMessage());
        }
    }

    private void member(List<String> path, Value value) {
        Member member = members.get(path);
        if (member == null && members.size() < MAX_MEMBERS) {
            member = new Member(path);
            members.put(path, member);
        }
        if (member != null) {
            member.add(value);
        }
    }

    private boolean choose(String payload) {
        for (Format candidate : forced.map(List::of).orElse(List.of(Format.JSON, Format.LINE_PROTOCOL, Format.CSV))) {
            Format.Parser tried = parser(candidate);
            try {
                tried.rows(payload);
            } catch (IllegalArgumentException e) {
                badWhy = candidate.word() + ": " + e.getMessage();
                continue;
            }
            format = candidate;
            parser = tried;
            chosen = true;
            return true;
        }
        return false;
    }

    private static Format.Parser parser(Format format) {
        return switch (format) {
            case JSON -> new JsonRows();
            case CSV -> new CsvRows();
            case LINE_PROTOCOL -> new LineRows();
        };
    }

    /** Whether there is anything that a definition could be made of. */
    public boolean isEmpty() {
        return rows == 0;
    }

    /** How many messages were taken, readable or not. */
    public long messages() {
        return messages;
    }

    /** Why messages could not be read, or nothing. */
    public String badWhy() {
        return badWhy;
    }

    long bad() {
        return bad;
    }

    long rows() {
        return rows;
    }

    Format format() {
        return format;
    }

    /** The parser of CSV, if that is the format. */
    Optional<CsvRows> csv() {
        return parser instanceof CsvRows csv ? Optional.of(csv) : Optional.empty();
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    List<Topic> topics() {
        return topics.stream().map(Topic::new).toList();
    }
}
