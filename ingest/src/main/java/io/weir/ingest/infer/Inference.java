package io.weir.ingest.infer;

import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.decode.Utf8;
import io.weir.ingest.envelope.Envelope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects samples of payloads, and says how a stream of them would be defined. One thread. */
public final class Inference {
    private static final int MAX_MEMBERS = 1000;
    private static final int MAX_TOPICS = 10_000;
    private static final String SPARKPLUG = "spBv1.0/";

    private static final int MAX_UNPACKED = 16 << 20;

    private final Map<List<String>, Member> members = new LinkedHashMap<>();
    private final Set<String> topics = new LinkedHashSet<>();
    /** Null until a payload has shown what it is. */
    private @Nullable PayloadRows parser;

    private long messages;
    private long packed;
    private long rows;
    private long bad;
    private String badWhy = "";

    private Inference(@Nullable PayloadRows parser) {
        this.parser = parser;
    }

    /** Of the format that the first payload shows. */
    public static Inference ofAny() {
        return new Inference(null);
    }

    /** Of payloads in a format. */
    public static Inference of(Format format) {
        return new Inference(format.rows());
    }

    /** Of payloads in Avro, by a file with their schema. */
    public static Inference ofAvro(Path schema) throws SchemaException {
        return new Inference(Format.avro(schema));
    }

    /**
     * Of payloads in Protobuf, by a file of descriptors.
     *
     * @param message the message's full name
     * @param repeated the field whose messages are the rows; empty: the message is the row
     */
    public static Inference ofProtobuf(Path descriptors, String message, Optional<String> repeated)
            throws SchemaException {
        return new Inference(Format.protobuf(descriptors, message, repeated));
    }

    /** Takes a payload that came without a topic. */
    public void add(String payload) {
        add(new Topic(""), payload.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Takes a message.
     *
     * @param topic with the empty name: the payload came without one
     */
    public void add(Topic topic, byte[] payload) {
        if (topics.size() < MAX_TOPICS && !topic.name().isEmpty()) {
            topics.add(topic.name());
        }
        messages++;
        byte[] unpacked = Envelope.open(payload, MAX_UNPACKED).orElse(payload);
        List<Map<List<String>, Value>> found = read(topic, unpacked);
        packed += unpacked == payload ? 0 : 1;
        rows += found.size();
        found.forEach(row -> row.forEach(this::member));
    }

    private List<Map<List<String>, Value>> read(Topic topic, byte[] payload) {
        PayloadRows known = parser;
        if (known != null) {
            try {
                return known.rows(topic, payload);
            } catch (IllegalArgumentException e) {
                badWhy = String.valueOf(e.getMessage());
            }
        } else {
            for (Supplier<PayloadRows> candidate : candidates(topic, payload)) {
                PayloadRows tried = candidate.get();
                try {
                    List<Map<List<String>, Value>> found = tried.rows(topic, payload);
                    parser = tried;
                    return found;
                } catch (IllegalArgumentException e) {
                    badWhy = type(tried) + ": " + e.getMessage();
                }
            }
        }
        bad++;
        return List.of();
    }

    private static List<Supplier<PayloadRows>> candidates(Topic topic, byte[] payload) {
        if (topic.name().startsWith(SPARKPLUG)) {
            return List.of(Format.SPARKPLUG_B::rows);
        }
        return Utf8.isValid(payload, 0, payload.length) ? Format.TEXTS : Format.BINARIES;
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

    /** The type alone, without its settings. */
    private static String type(PayloadRows rows) {
        return rows.decode().replaceFirst("\\{ type: (\\w+).*", "$1");
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

    /** How many messages were compressed. */
    long packed() {
        return packed;
    }

    /** What has been found to read the payloads, once {@link #isEmpty} says no. */
    PayloadRows format() {
        PayloadRows known = parser;
        if (known == null) {
            throw new IllegalStateException("nothing has been read");
        }
        return known;
    }

    /** The name of the format. */
    String formatName() {
        return type(format());
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    List<Topic> topics() {
        return topics.stream().map(Topic::new).toList();
    }
}
