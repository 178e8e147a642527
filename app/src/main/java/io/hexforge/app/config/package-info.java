/// What the operator may choose: one checked record, where each value came from, and what was wrong with it.
@NullMarked
package io.hexforge.app.config;

import org.jspecify.annotations.NullMarked;
