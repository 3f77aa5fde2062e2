/**
 * What a live part of a page sends: its page's token, by which the page is known to be of this
 * sign-in and its project.
 */
export const pageHeader = "codespar-page";
