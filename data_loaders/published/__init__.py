"""Published figures that come with the product: England, under the Open Government Licence v3.0."""
