package io.weir.ingest.registry;

import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.decode.TokenReader.Malformed;
import io.weir.ingest.registry.SchemaRegistry.UnknownSchemaException;
import io.weir.model.RowBatch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Decodes payloads that begin with the number of their schema, see {@link WireFormat}. A number that is new is
 * asked for at the registry, and its messages wait for the answer.
 *
 * @param <S> a schema, made ready for reading
 */
public final class RegisteredDecoder<S> implements Decoder {
    private static final int MAX_SCHEMAS = 1_000;

    private final SchemaRegistry registry;
    private final SchemaFormat<S> format;
    private final Decoder decoder;
    private final Map<Integer, Known<S>> known = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Known<S>> eldest) {
            return size() > MAX_SCHEMAS;
        }
    };
    private int lastId = WireFormat.NONE;
    private @Nullable Known<S> last;
    private boolean refused;
    private String detail = "";

    /** A schema, or why it cannot be used. */
    private record Known<S>(@Nullable S schema, String problem) {}

    /** @param registry closed with this */
    public RegisteredDecoder(SchemaRegistry registry, SchemaFormat<S> format) {
        this.registry = registry;
        this.format = format;
        this.decoder = format.decoder();
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        refused = false;
        int id = WireFormat.schemaId(payload, offset, length);
        if (id == WireFormat.NONE) {
            return refuse(
                    Reason.UNKNOWN_SCHEMA,
                    "the payload does not begin with a byte 0 and the number of its schema in 4 bytes, as the"
                            + " registry's serializers write it");
        }
        Known<S> found;
        try {
            found = find(id);
        } catch (UnknownSchemaException e) {
            return refuse(Reason.UNKNOWN_SCHEMA, String.valueOf(e.getMessage()));
        }
        if (found.schema == null) {
            return refuse(Reason.UNKNOWN_SCHEMA, found.problem);
        }
        int from = offset + WireFormat.HEADER_BYTES;
        int left = length - WireFormat.HEADER_BYTES;
        int further;
        try {
            further = format.use(found.schema, payload, from, left);
        } catch (Malformed e) {
            return refuse(e.reason(), e.detail());
        }
        return decoder.decode(message, payload, from + further, left - further, batch);
    }

    private Known<S> find(int id) throws UnknownSchemaException {
        Known<S> before = last;
        if (id == lastId && before != null) {
            return before;
        }
        Known<S> found = known.get(id);
        if (found == null) {
            found = compile(id, registry.schema(id));
            known.put(id, found);
        }
        lastId = id;
        last = found;
        return found;
    }

    private Known<S> compile(int id, RegisteredSchema schema) {
        if (schema.kind() != format.kind()) {
            return new Known<>(
                    null, "schema " + id + " of the registry is " + schema.kind() + ", expected " + format.kind());
        }
        try {
            return new Known<>(format.compile(schema), "");
        } catch (SchemaException e) {
            return new Known<>(null, "schema " + id + " of the registry " + e.problem());
        }
    }

    private Reason refuse(Reason reason, String why) {
        refused = true;
        detail = why;
        return reason;
    }

    @Override
    public int unknownMembers() {
        return decoder.unknownMembers();
    }

    @Override
    public boolean isFull() {
        return !refused && decoder.isFull();
    }

    @Override
    public String detail() {
        return refused ? detail : decoder.detail();
    }

    @Override
    public String waiting() {
        return registry.waiting();
    }

    @Override
    public void close() {
        registry.close();
    }
}
