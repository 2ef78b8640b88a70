/** The expression language: lexer, parser, type checker, and vectors that evaluate a whole batch per step. Nothing here knows windows or aggregates. */
@NullMarked
package io.weir.processing.expression;

import org.jspecify.annotations.NullMarked;
