package io.weir.config.bind;

import io.weir.model.DeadLetters;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the file defines, whether or not the definitions are right: a reference to something that is wrong in itself is
 * no further mistake.
 *
 * @param streamFields ids of streams and the names of their fields
 * @param pipelines ids of pipelines
 * @param journals with those that always exist
 */
record Ids(Set<String> sources, Map<String, Set<String>> streamFields, Set<String> pipelines, Set<String> journals) {
    /** The id of a journal for rows or results. */
    Optional<String> journal(Element element) {
        Optional<String> id = element.text("the id of a journal");
        if (id.isPresent() && id.get().equals(DeadLetters.NAME)) {
            return element.problem(
                    "is 'dead_letters'; that journal keeps only messages that could not be decoded: choose another");
        }
        return id.filter(it -> Names.checkReference(element, it, "journal", journals));
    }
}
