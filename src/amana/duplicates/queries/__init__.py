"""What can be asked about files of one person: `finding` by what is known of her, `likeness` of two files, their `links`."""
