/// A model provider of our own to test against: real sockets, the vendors' wire formats, faults on demand.
@NullMarked
package io.hexforge.adapter.llm.wall;

import org.jspecify.annotations.NullMarked;
