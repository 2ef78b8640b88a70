/**
 * The command line. Command classes are thin: what they need of the stages is loaded only when they run, so that
 * {@code --help} stays quick. Standard output carries data, standard error everything else.
 */
@NullMarked
package io.weir.appliance.cli;

import org.jspecify.annotations.NullMarked;
