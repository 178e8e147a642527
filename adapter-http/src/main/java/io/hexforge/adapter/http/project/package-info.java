/// Routes of projects and the files in them.
@NullMarked
package io.hexforge.adapter.http.project;

import org.jspecify.annotations.NullMarked;
