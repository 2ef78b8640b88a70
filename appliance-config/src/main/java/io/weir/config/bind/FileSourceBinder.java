package io.weir.config.bind;

import io.weir.config.FileSourceConfig;
import io.weir.config.FileSourceConfig.Order;
import io.weir.config.FileSourceConfig.Reading;
import io.weir.model.ByteSize;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/** A source of type {@code file}. */
final class FileSourceBinder {
    private static final List<String> KEYS =
            List.of("type", "paths", "follow", "reload", "order", "skip_lines", "max_payload");
    private static final List<String> LATER = List.of("format", "encoding", "compression", "delete", "parquet");
    private static final String EXAMPLE = "[\"/data/press-*.ndjson\"]";

    private final Path folder;

    FileSourceBinder(Path folder) {
        this.folder = folder;
    }

    Optional<FileSourceConfig> bind(String id, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section source = opened.get();
        Optional<List<String>> paths =
                source.readRequired("paths", EXAMPLE, it -> Lists.read(it, EXAMPLE, false, this::path));
        boolean follow = source.read("follow", Element::bool).orElse(false);
        boolean reload = source.read("reload", Element::bool).orElse(false);
        if (follow && reload) {
            source.problem(
                    "reload", "reads a file anew when it changes, and follow reads on behind what was there; keep one");
        }
        Reading reading = follow ? Reading.FOLLOW : reload ? Reading.RELOAD : Reading.ONCE;
        Map<String, Order> orders = new LinkedHashMap<>();
        orders.put("name", Order.NAME);
        orders.put("modified", Order.MODIFIED);
        orders.put("together", Order.TOGETHER);
        Order order = source.read("order", it -> it.oneOf(orders, List.of())).orElse(Order.NAME);
        int skipLines = source.integer("skip_lines", 0, 0, 1000);
        ByteSize maxPayload = source.size(
                "max_payload",
                ByteSize.ofKiB(SourceBinder.DEFAULT_PAYLOAD_KIB),
                new ByteSize(1),
                ByteSize.ofKiB(SourceBinder.MAX_PAYLOAD_KIB));
        if (source.failed() || paths.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new FileSourceConfig(id, paths.get(), reading, order, skipLines, maxPayload));
    }

    private Optional<String> path(Element element) {
        Optional<String> text = element.text("the path of a file or a pattern, for example /data/press-*.ndjson");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            String path = folder.resolve(text.get()).normalize().toString();
            folder.getFileSystem().getPathMatcher("glob:" + path);
            return Optional.of(path);
        } catch (PatternSyntaxException e) {
            return element.problem("is no pattern; expected *, ?, [a-z], {a,b} and ** for folders within folders");
        } catch (InvalidPathException e) {
            return element.problem("is not a path");
        }
    }
}
