package io.weir.config.bind;

import io.weir.config.KeyTemplate;
import io.weir.config.PayloadPath;
import io.weir.config.ValueOrigin;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Payload paths ({@code $.loc.line}) and key templates ({@code {topic.1}-{$.device}}). */
final class Templates {
    static final int MAX_TOPIC_LEVEL = 127;

    private static final String PATH_EXAMPLE = "a path into the payload, for example $.temp or $.loc.line";
    private static final String KEY_EXAMPLE = "a key, for example \"{topic.1}\" or $.device";
    /** {@code .name}, or {@code ['a name with anything but a quote and braces']}. */
    private static final Pattern STEP =
            Pattern.compile("\\.(" + PayloadPath.PLAIN_NAME + ")|\\['([^'{}\\p{Cntrl}]+)'\\]");

    private static final Pattern TOPIC = Pattern.compile("topic(?:\\.([0-9]{1,9}))?");
    private static final Pattern PROPERTY = Pattern.compile("property\\.([^{}\\s\\p{Cntrl}]+)");
    private static final int MAX_DEPTH = 32;

    private Templates() {}

    static Optional<PayloadPath> path(Element element) {
        Optional<String> text = element.text(PATH_EXAMPLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<PayloadPath> path = parsePath(text.get());
        if (path.isEmpty()) {
            String hint = parsePath("$." + text.get()).isPresent() ? "; did you mean '$." + text.get() + "'?" : "";
            boolean variable = !element.isLiteral();
            return element.problem("is " + element.shown() + "; expected " + PATH_EXAMPLE + (variable ? "" : hint));
        }
        return path;
    }

    private static Optional<PayloadPath> parsePath(String text) {
        if (!text.startsWith("$")) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        Matcher step = STEP.matcher(text).region(1, text.length());
        while (step.lookingAt()) {
            names.add(step.group(1) == null ? step.group(2) : step.group(1));
            step.region(step.end(), text.length());
        }
        boolean whole = step.regionStart() == text.length();
        return whole && !names.isEmpty() && names.size() <= MAX_DEPTH
                ? Optional.of(new PayloadPath(names))
                : Optional.empty();
    }

    static Optional<KeyTemplate> key(Element element) {
        if (element.node() instanceof YamlNode.Mapping) {
            return element.problem("is a mapping; put a key with braces in quotes, for example \"{topic.1}\"");
        }
        Optional<String> text = element.text(KEY_EXAMPLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String template = text.get();
        if (template.startsWith("$.") || template.startsWith("$[")) {
            Optional<PayloadPath> path = path(element);
            return path.map(
                    it -> new KeyTemplate(template, List.of(new KeyTemplate.Part.Value(new ValueOrigin.Payload(it)))));
        }
        if (TOPIC.matcher(template).matches()) {
            return element.problem("is the fixed text " + element.shown() + "; did you mean \"{" + template + "}\"?");
        }
        return parts(element, template).map(parts -> new KeyTemplate(template, parts));
    }

    private static Optional<List<KeyTemplate.Part>> parts(Element element, String template) {
        List<KeyTemplate.Part> parts = new ArrayList<>();
        int from = 0;
        while (from < template.length()) {
            int open = template.indexOf('{', from);
            int fixedEnd = open < 0 ? template.length() : open;
            String fixed = template.substring(from, fixedEnd);
            if (fixed.indexOf('}') >= 0) {
                return element.problem("has a '}' without a '{' before it; expected " + KEY_EXAMPLE);
            }
            if (!fixed.isEmpty()) {
                parts.add(new KeyTemplate.Part.Literal(fixed));
            }
            if (open < 0) {
                break;
            }
            int close = template.indexOf('}', open);
            if (close < 0) {
                return element.problem("has a '{' without a '}' behind it; expected " + KEY_EXAMPLE);
            }
            Optional<ValueOrigin> origin = origin(element, template.substring(open + 1, close));
            if (origin.isEmpty()) {
                return Optional.empty();
            }
            parts.add(new KeyTemplate.Part.Value(origin.get()));
            from = close + 1;
        }
        return Optional.of(parts);
    }

    private static Optional<ValueOrigin> origin(Element element, String placeholder) {
        Matcher topic = TOPIC.matcher(placeholder);
        if (topic.matches()) {
            String level = topic.group(1);
            if (level == null) {
                return Optional.of(new ValueOrigin.Topic());
            }
            int index = Integer.parseInt(level);
            return index <= MAX_TOPIC_LEVEL
                    ? Optional.of(new ValueOrigin.TopicLevel(index))
                    : element.problem("{topic." + index + "} is no topic level; expected 0 to " + MAX_TOPIC_LEVEL);
        }
        Matcher property = PROPERTY.matcher(placeholder);
        if (property.matches()) {
            return Optional.of(new ValueOrigin.Property(property.group(1)));
        }
        Optional<PayloadPath> path = parsePath(placeholder);
        if (path.isPresent()) {
            return Optional.of(new ValueOrigin.Payload(path.get()));
        }
        String hint = parsePath("$." + placeholder).isPresent() ? "; did you mean '{$." + placeholder + "}'?" : "";
        boolean variable = element.node() instanceof YamlNode.Scalar scalar
                && !scalar.text().equals(scalar.written());
        return element.problem("has an unknown placeholder" + (variable ? "" : " " + Quote.of("{" + placeholder + "}"))
                + "; expected {topic}, {topic.1}, {$.device} or {property.name}" + (variable ? "" : hint));
    }
}
