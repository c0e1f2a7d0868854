import "@testing-library/jest-dom/vitest";

// Nothing is laid out here, so nothing lies under any point.
document.elementsFromPoint = () => [];
