/* placeholder */ typedef int catalog_nothing;
